// Made by `npm run types` from tests/rules/openapi/iaas_core.json. Do not edit.
export interface paths {
    "/audit/page_query_all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * requests that changed something or tried to, newest first
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For super administrators.
         */
        get: operations["audit_page_query_all"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/device/attach": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * pass a host's USB device through to a VM
         * @description Fails with 204.01 (device attach failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For super administrators.
         */
        post: operations["device_attach"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/device/detach": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * take a passed-through device back
         * @description Fails with 204.02 (device detach failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For super administrators.
         */
        post: operations["device_detach"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/device/query_all_by_host_name": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * USB devices of a host
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        get: operations["device_query_all_by_host_name"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/device/query_all_by_host_uuid": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * USB devices of a host
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        get: operations["device_query_all_by_host_uuid"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/event/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * changes as they happen; resumes from the last id
         * @description One event per change of a VM, volume, image, segment, option, host, service, operation, user or group, in order and
         *     once:
         *
         *         id: 1207
         *         event: vm
         *         data: {"kind":"changed","type":"vm","key":"<uuid>","revision":7,"time":1700000000000,"record":{...}}
         *
         *     `kind` is created, changed or removed; `record` holds the row without secrets. A reader that comes back with the last
         *     `id` it saw gets what it missed; `event: reset` tells that this is no longer kept: read the lists anew. Comments
         *     (`: still here`) keep the connection open.
         *
         *     For everybody who has signed in.
         */
        get: operations["event_stream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/event/ticket": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * opens one stream, for browsers that cannot send the token there
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        post: operations["event_ticket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** this process is alive */
        get: operations["healthz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/host/delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * give up a host that never comes back
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For super administrators.
         */
        post: operations["host_delete"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/host/net_sto_resource": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * use of the shared folders
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        get: operations["host_net_sto_resource"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/host/node_resource": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * limits and use per host
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        get: operations["host_node_resource"];
        put?: never;
        /**
         * set the limits of a host
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For super administrators.
         */
        post: operations["host_set_node_resource"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/host/query_all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * all hosts
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        get: operations["host_query_all"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/host/recover": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * show and adopt what hosts hold and we do not know
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For super administrators.
         */
        post: operations["host_recover"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/host/statistics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * resource totals
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        get: operations["host_statistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/image/delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * delete an image and its files
         * @description Fails with 203.02 (image delete failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        post: operations["image_delete"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/image/fuzzy_query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * images whose YAML text holds the keywords
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        get: operations["image_fuzzy_query"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/image/page_query_all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * one page of the catalogue
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        get: operations["image_page_query_all"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/image/query_all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * the whole catalogue
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        get: operations["image_query_all"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/image/query_image_raw_by_uuid": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * raw YAML text
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        get: operations["image_query_image_raw_by_uuid"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/image/save": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * write an image's YAML text
         * @description Fails with 203.01 (image save failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For super administrators.
         */
        post: operations["image_save"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/image/share": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * make a published image everybody's, or not
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        post: operations["image_share"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/image/statistics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * number of images
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        get: operations["image_statistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ip_segment/create_ip_segment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * create a segment
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For super administrators.
         */
        post: operations["ip_segment_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ip_segment/delete_ip_segment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * delete a segment not in use
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For super administrators.
         */
        post: operations["ip_segment_delete"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ip_segment/edit_ip_segment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * replace a segment's fields
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For super administrators.
         */
        post: operations["ip_segment_edit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ip_segment/page_query_by_id": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * one page of a segment's addresses
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        get: operations["ip_segment_page_query_by_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ip_segment/query_all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * all segments
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        get: operations["ip_segment_query_all"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ip_segment/query_all_by_host_and_type": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * segments offered in the VM create form
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        get: operations["ip_segment_query_all_by_host_and_type"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ip_segment/query_by_id": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * segment detail
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        get: operations["ip_segment_query_by_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ip_segment/statistics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * address totals by type
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        get: operations["ip_segment_statistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ip_segment/statistics_by_id": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * addresses of one segment
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        get: operations["ip_segment_statistics_by_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Prometheus metrics */
        get: operations["metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operation/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * stop a running operation and undo it
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        post: operations["operation_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operation/page_query_all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * operations, newest first
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        get: operations["operation_page_query_all"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operation/query_by_uuid": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * one operation with its steps
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        get: operations["operation_query_by_uuid"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operation/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * go on with a stuck operation, or ask anew for an undone one
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        post: operations["operation_retry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** this service can work; names what is missing */
        get: operations["readyz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/service/query_service": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * service status matrix
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        get: operations["service_query"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/service/query_storage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * configured NFS server and folders
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        get: operations["service_query_storage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/service/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * heartbeat of another service; needs its token
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         */
        get: operations["service_register"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/service/statistics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * service counts
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        get: operations["service_statistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/spec_config/create": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * add an option
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For super administrators.
         */
        post: operations["spec_config_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/spec_config/delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * delete an option
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For super administrators.
         */
        post: operations["spec_config_delete"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/spec_config/edit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * replace an option
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For super administrators.
         */
        post: operations["spec_config_edit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/spec_config/query_all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * all options, sorted by type
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        get: operations["spec_config_query_all"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/spec_config/query_all_by_type": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * options of one type
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        get: operations["spec_config_query_all_by_type"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/spec_config/type": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * names of all option types
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        get: operations["spec_config_types"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/user_group/create": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * create a group
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For super administrators, not with a key.
         */
        post: operations["user_group_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/user_group/delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * delete an empty group
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For super administrators, not with a key.
         */
        post: operations["user_group_delete"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/user_group/edit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * replace a group's fields
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For super administrators, not with a key.
         */
        post: operations["user_group_edit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/user_group/query_all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * all groups, or the own one
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        get: operations["user_group_query_all"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/user_group/quota": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * what a group has and may have
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        get: operations["user_group_quota"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/user/api_key/create": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * make a key; shown once
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in, not with a key.
         */
        post: operations["user_api_key_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/user/api_key/delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * a key opens nothing any more
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        post: operations["user_api_key_delete"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/user/api_key/query_all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * the own keys
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        get: operations["user_api_key_query_all"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/user/change_password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * change the own password
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in, not with a key.
         */
        post: operations["user_change_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/user/create": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * create a user
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For group leaders and super administrators, not with a key.
         */
        post: operations["user_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/user/current": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * the account behind the token
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        get: operations["user_current"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/user/delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * delete a user who owns nothing
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For group leaders and super administrators, not with a key.
         */
        post: operations["user_delete"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/user/edit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * change a user, or oneself
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in, not with a key.
         */
        post: operations["user_edit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/user/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * a token for a user name and a password
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         */
        post: operations["user_login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/user/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * end this session
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        post: operations["user_logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/user/page_query_all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * one page of them
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For group leaders and super administrators.
         */
        get: operations["user_page_query_all"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/user/query_all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * all users, or those of the own group
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For group leaders and super administrators.
         */
        get: operations["user_query_all"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/user/reset_password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * give a user a new password
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For group leaders and super administrators, not with a key.
         */
        post: operations["user_reset_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/vm/change_owner": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * give a VM with its disks to a user
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For group leaders and super administrators.
         */
        post: operations["vm_change_owner"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/vm/create": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * create a VM; the answer comes while it is built
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        post: operations["vm_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/vm/delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * delete a VM; data volumes are kept
         * @description Fails with 202.01 (VM delete failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        post: operations["vm_delete"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/vm/edit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * change name and description
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        post: operations["vm_edit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/vm/fuzzy_query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * filtered page of VMs
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        get: operations["vm_fuzzy_query"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/vm/fuzzy_query_attach": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * filtered page of VMs that a volume can be attached to
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        get: operations["vm_fuzzy_query_attach"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/vm/page_query_all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * one page of VMs
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        get: operations["vm_page_query_all"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/vm/publish_image": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * publish a stopped VM's system disk as an image; the copy goes on as an operation
         * @description Fails with 202.08 (image publish failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        post: operations["vm_publish_image"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/vm/query_all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * all VMs
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        get: operations["vm_query_all"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/vm/query_by_uuid": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * VM detail
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        get: operations["vm_query_by_uuid"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/vm/reboot": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * restart the guest, by a reset after 20 s; or start the VM
         * @description Fails with 202.05 (VM reboot failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        post: operations["vm_reboot"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/vm/reduce": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * lower vCPUs and memory of a stopped VM
         * @description Fails with 202.02 (VM CPU/memory change failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        post: operations["vm_reduce"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/vm/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * go on from the saved memory
         * @description Fails with 202.07 (VM resume failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        post: operations["vm_resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/vm/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * start a stopped VM
         * @description Fails with 202.03 (VM start failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        post: operations["vm_start"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/vm/statistics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * VM counts by status
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        get: operations["vm_statistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/vm/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * ask the hypervisor and refresh the status
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        get: operations["vm_status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/vm/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * ask the guest to shut down; its power is cut after 20 s
         * @description Fails with 202.04 (VM stop failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        post: operations["vm_stop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/vm/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * save the guest's memory to disk and turn it off
         * @description Fails with 202.06 (VM suspend failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        post: operations["vm_suspend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/vm/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * liveness text
         * @description Answers the five letters `hello`, as v1 did: no envelope, and no JSON for all its content type.
         */
        get: operations["vm_test"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/vm/update": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * raise vCPUs and memory, also of a running guest
         * @description Fails with 202.02 (VM CPU/memory change failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        post: operations["vm_update"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/vm/vnc_url": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * browser address of the VM's screen
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        get: operations["vm_vnc_url"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/volume/attach": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * attach a data volume to a VM
         * @description Fails with 202.12 (volume attach failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        post: operations["volume_attach"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/volume/change_owner": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * give a free volume to a user
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For group leaders and super administrators.
         */
        post: operations["volume_change_owner"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/volume/create": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * create a data volume
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        post: operations["volume_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/volume/delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * delete a data volume that no VM has
         * @description Fails with 202.11 (volume delete failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        post: operations["volume_delete"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/volume/detach": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * detach a data volume from its VM
         * @description Fails with 202.13 (volume detach failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        post: operations["volume_detach"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/volume/edit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * change name and description
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        post: operations["volume_edit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/volume/fuzzy_query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * filtered page of data volumes
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        get: operations["volume_fuzzy_query"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/volume/page_query_all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * one page of data volumes
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        get: operations["volume_page_query_all"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/volume/query_all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * all data volumes
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        get: operations["volume_query_all"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/volume/statistics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * data volume counts
         * @description Fails with 202.0 (processing failed), 402.0 (argument validation failed), 500.0 (internal error).
         *
         *     For everybody who has signed in.
         */
        get: operations["volume_statistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * AllowanceReply
         * @description What a group has, and the most it may have; without `limit` there is none.
         */
        AllowanceReply: {
            limit?: number;
            used: number;
        };
        /**
         * ApiKeyForm
         * @description A key to delete.
         * @example {
         *       "id": 72
         *     }
         */
        ApiKeyForm: {
            id: number;
        };
        /** ApiKeyListEnvelope */
        ApiKeyListEnvelope: {
            /** @constant */
            code: 200;
            data: components["schemas"]["ApiKeyReply"][];
            message: string;
        };
        /**
         * ApiKeyReply
         * @description A key. `lastUsedAt` is exact to an hour.
         */
        ApiKeyReply: {
            createTime?: number;
            expiresAt: number;
            id?: number;
            lastUsedAt?: number;
            name?: string;
        };
        /**
         * AttachVolumeForm
         * @description A data volume, and the VM to attach it to or to detach it from.
         * @example {
         *       "vmUuid": "0123456789abcdef0123456789abcdef",
         *       "volumeUuid": "fedcba9876543210fedcba9876543210"
         *     }
         */
        AttachVolumeForm: {
            vmUuid: string;
            volumeUuid: string;
        };
        /**
         * AuditOutcome
         * @description How a request ended. `open`: its operation goes on; `unknown`: the service died before it answered.
         * @enum {string}
         */
        AuditOutcome: "success" | "failure" | "open" | "unknown";
        /** AuditPage */
        AuditPage: {
            content: components["schemas"]["AuditReply"][];
            totalElements: number;
            totalPages: number;
        };
        /** AuditPageEnvelope */
        AuditPageEnvelope: {
            /** @constant */
            code: 200;
            data: components["schemas"]["AuditPage"];
            message: string;
        };
        /**
         * AuditReply
         * @description Who did what to which resource, from where, and how it ended.
         */
        AuditReply: {
            /** @description the request: its operationId in the description of the API */
            action: string;
            address?: string;
            code?: number;
            credential?: string;
            endTime?: number;
            groupId?: number;
            id?: number;
            operationUuid?: string;
            outcome: components["schemas"]["AuditOutcome"];
            reason?: string;
            requestId?: string;
            resourceKey?: string;
            resourceType?: string;
            time?: number;
            userId?: number;
            username?: string;
        };
        /**
         * AuditSort
         * @description `address`: where the request came from.
         * @enum {string}
         */
        AuditSort: "time" | "username" | "action" | "address";
        /**
         * ChangePasswordForm
         * @description The own password.
         * @example {
         *       "newPassword": "staple of another kind",
         *       "oldPassword": "correct horse battery"
         *     }
         */
        ChangePasswordForm: {
            newPassword: string;
            oldPassword: string;
        };
        /**
         * ChangeVmOwnerForm
         * @description A VM with its disks goes to another user, and so to that user's group.
         * @example {
         *       "userId": 71,
         *       "vmUuid": "0123456789abcdef0123456789abcdef"
         *     }
         */
        ChangeVmOwnerForm: {
            userId: number;
            vmUuid: string;
        };
        /**
         * ChangeVolumeOwnerForm
         * @description A volume that no VM has goes to another user, and so to that user's group.
         * @example {
         *       "userId": 71,
         *       "volumeUuid": "fedcba9876543210fedcba9876543210"
         *     }
         */
        ChangeVolumeOwnerForm: {
            userId: number;
            volumeUuid: string;
        };
        /**
         * ChildImageReply
         * @description A file that comes with an image.
         */
        ChildImageReply: {
            directory?: string;
            uuid: string;
        };
        /**
         * CreateApiKeyForm
         * @description A key for programs; it may what its user may.
         * @example {
         *       "days": 90,
         *       "name": "backup script"
         *     }
         */
        CreateApiKeyForm: {
            /** @default 90 */
            days: number;
            name: string;
        };
        /**
         * CreateIpSegmentForm
         * @description A range of addresses on one bridge of one host, both ends included.
         * @example {
         *       "bridge": "br0",
         *       "gateway": "192.168.10.1",
         *       "hostUuid": "0123456789abcdef0123456789abcdef",
         *       "ipRangeEnd": "192.168.10.200",
         *       "ipRangeStart": "192.168.10.10",
         *       "name": "private",
         *       "netmask": "255.255.255.0",
         *       "type": "PRIVATE"
         *     }
         */
        CreateIpSegmentForm: {
            bridge: string;
            dns?: string | null;
            gateway: string;
            hostUuid: string;
            ipRangeEnd: string;
            ipRangeStart: string;
            name: string;
            netmask: string;
            type: components["schemas"]["IpType"];
        };
        /**
         * CreateSpecConfigForm
         * @description An option of one of the types.
         * @example {
         *       "description": "2 cores, 4 GiB",
         *       "type": "VM_COMPUTE",
         *       "value": "2,4"
         *     }
         */
        CreateSpecConfigForm: {
            description: string;
            type: components["schemas"]["SpecType"];
            value: string;
        };
        /**
         * CreateUserForm
         * @description Without `role` a member, without `groupId` of the creator's group. Without `password` one is made up and answered
         *     once; it must be changed then.
         * @example {
         *       "groupId": 70,
         *       "password": "correct horse battery",
         *       "role": "MEMBER",
         *       "username": "anna"
         *     }
         */
        CreateUserForm: {
            email?: string | null;
            groupId?: number | null;
            mustChangePassword?: boolean | null;
            name?: string | null;
            password?: string | null;
            role?: components["schemas"]["Role"] | null;
            telephone?: string | null;
            username: string;
        };
        /**
         * CreateUserGroupForm
         * @description A group. Quotas: the most it may have in total, in cores and GiB; null or -1 is no limit.
         * @example {
         *       "cpus": 40,
         *       "memory": 80,
         *       "name": "school",
         *       "publicIps": 0,
         *       "systemStorage": 800,
         *       "vms": 20
         *     }
         */
        CreateUserGroupForm: {
            cpus?: number | null;
            dataStorage?: number | null;
            description?: string | null;
            memory?: number | null;
            name: string;
            publicIps?: number | null;
            systemStorage?: number | null;
            vms?: number | null;
        };
        /**
         * CreateVmForm
         * @description A VM to create. `publicIpSegId` null or 0 means no public address; without `hostUuid` a host is chosen.
         * @example {
         *       "cpus": 2,
         *       "description": "the first web server",
         *       "diskSize": 20,
         *       "imageUuid": "centos-7.5-cli.yaml",
         *       "ipSegmentId": 65,
         *       "memory": 4,
         *       "name": "web 1"
         *     }
         */
        CreateVmForm: {
            /**
             * @description start it again when its host lost power while it ran
             * @default true
             */
            autoStart: boolean;
            cpus: number;
            description?: string | null;
            /** @description GiB; default 20 */
            diskSize?: number | null;
            hostUuid?: string | null;
            imageUuid: string;
            ipSegmentId: number;
            /** @description GiB */
            memory: number;
            name: string;
            publicIpSegId?: number | null;
        };
        /**
         * CreateVolumeForm
         * @description A data volume to create. Without `hostUuid` a host is chosen.
         * @example {
         *       "diskSize": 20,
         *       "name": "data 1"
         *     }
         */
        CreateVolumeForm: {
            description?: string | null;
            /** @description GiB; default 20 */
            diskSize?: number | null;
            hostUuid?: string | null;
            name: string;
        };
        /**
         * DeleteImageForm
         * @description An image to delete: description, disk file, and the children's files that nothing else needs.
         *
         *     One that VMs were made from is refused unless `force`: their disks do not need it, and CDs in use stay.
         * @example {
         *       "uuid": "centos-7.5-cli.yaml"
         *     }
         */
        DeleteImageForm: {
            /** @default false */
            force: boolean;
            uuid: string;
        };
        /**
         * DeleteIpSegmentForm
         * @description A segment to delete; refused while addresses of it are in use.
         * @example {
         *       "ipSegmentId": 65
         *     }
         */
        DeleteIpSegmentForm: {
            ipSegmentId: number;
        };
        /**
         * DeleteSpecConfigForm
         * @description An option to delete.
         * @example {
         *       "id": 64
         *     }
         */
        DeleteSpecConfigForm: {
            id: number;
        };
        /**
         * DeleteVmForm
         * @description `deleteType` exactly `force` also deletes a running or busy VM. Data volumes are kept unless `deleteVolumes`.
         * @example {
         *       "deleteType": "normal",
         *       "vmUuid": "0123456789abcdef0123456789abcdef"
         *     }
         */
        DeleteVmForm: {
            deleteType: string;
            /** @default false */
            deleteVolumes: boolean;
            vmUuid: string;
        };
        /**
         * DeleteVolumeForm
         * @description A data volume to delete, file and row; refused while it is attached.
         * @example {
         *       "volumeUuid": "fedcba9876543210fedcba9876543210"
         *     }
         */
        DeleteVolumeForm: {
            volumeUuid: string;
        };
        /**
         * DeviceForm
         * @description A device of the VM's host; all five parts together name it.
         * @example {
         *       "bus": "1",
         *       "dev": "4",
         *       "product": "0x0104",
         *       "type": "USB",
         *       "vendor": "0x1d6b",
         *       "vmUuid": "0123456789abcdef0123456789abcdef"
         *     }
         */
        DeviceForm: {
            bus: string;
            dev: string;
            product: string;
            type: components["schemas"]["DeviceType"];
            vendor: string;
            vmUuid: string;
        };
        /** DeviceListEnvelope */
        DeviceListEnvelope: {
            /** @constant */
            code: 200;
            data: components["schemas"]["DeviceReply"][];
            message: string;
        };
        /**
         * DeviceReply
         * @description A USB device of a host; `id` and `instanceUuid` are present while it is attached to a VM.
         */
        DeviceReply: {
            bus?: string;
            dev?: string;
            hostUuid?: string;
            id?: number;
            instanceUuid?: string;
            name?: string;
            product?: string;
            status?: components["schemas"]["DeviceStatus"];
            type?: components["schemas"]["DeviceType"];
            vendor?: string;
        };
        /**
         * DeviceStatus
         * @enum {string}
         */
        DeviceStatus: "ATTACHED" | "AVAILABLE" | "UNREACHABLE";
        /**
         * DeviceType
         * @enum {string}
         */
        DeviceType: "USB" | "PCI";
        /**
         * EditIpSegmentForm
         * @description All fields of an existing segment; `dns` null leaves it.
         * @example {
         *       "bridge": "br0",
         *       "gateway": "192.168.10.1",
         *       "hostUuid": "0123456789abcdef0123456789abcdef",
         *       "ipRangeEnd": "192.168.10.200",
         *       "ipRangeStart": "192.168.10.10",
         *       "ipSegmentId": 65,
         *       "name": "private",
         *       "netmask": "255.255.255.0",
         *       "type": "PRIVATE"
         *     }
         */
        EditIpSegmentForm: {
            bridge: string;
            dns?: string | null;
            gateway: string;
            hostUuid: string;
            ipRangeEnd: string;
            ipRangeStart: string;
            ipSegmentId: number;
            name: string;
            netmask: string;
            type: components["schemas"]["IpType"];
        };
        /**
         * EditSpecConfigForm
         * @description All fields of an existing option.
         * @example {
         *       "description": "2 cores, 4 GiB",
         *       "id": 64,
         *       "type": "VM_COMPUTE",
         *       "value": "2,4"
         *     }
         */
        EditSpecConfigForm: {
            description: string;
            id: number;
            type: components["schemas"]["SpecType"];
            value: string;
        };
        /**
         * EditUserForm
         * @description What is null or absent stays. A user name stays for ever: it stands in the log of what was done.
         * @example {
         *       "email": "anna@example.org",
         *       "id": 71,
         *       "name": "Anna"
         *     }
         */
        EditUserForm: {
            email?: string | null;
            enabled?: boolean | null;
            groupId?: number | null;
            id: number;
            name?: string | null;
            role?: components["schemas"]["Role"] | null;
            telephone?: string | null;
        };
        /**
         * EditUserGroupForm
         * @description Replaces all fields.
         * @example {
         *       "cpus": 40,
         *       "id": 70,
         *       "memory": 80,
         *       "name": "school",
         *       "publicIps": 0,
         *       "systemStorage": 800,
         *       "vms": 20
         *     }
         */
        EditUserGroupForm: {
            cpus?: number | null;
            dataStorage?: number | null;
            description?: string | null;
            id: number;
            memory?: number | null;
            name: string;
            publicIps?: number | null;
            systemStorage?: number | null;
            vms?: number | null;
        };
        /**
         * EditVmForm
         * @description Null leaves a value; an empty description clears it, an empty name leaves it.
         * @example {
         *       "name": "web 2",
         *       "vmUuid": "0123456789abcdef0123456789abcdef"
         *     }
         */
        EditVmForm: {
            /** @description start it again when its host lost power while it ran */
            autoStart?: boolean | null;
            description?: string | null;
            name?: string | null;
            vmUuid: string;
        };
        /**
         * EditVolumeForm
         * @description Null leaves a value; an empty description clears it, an empty name leaves it.
         * @example {
         *       "description": "",
         *       "volumeUuid": "fedcba9876543210fedcba9876543210"
         *     }
         */
        EditVolumeForm: {
            description?: string | null;
            name?: string | null;
            volumeUuid: string;
        };
        /**
         * Failure
         * @description The request could not be done. HTTP status 200 all the same, as in v1: the verdict is `code`.
         * @example {
         *       "code": 402,
         *       "data": null,
         *       "detail": {
         *         "field": "vmUuid"
         *       },
         *       "kind": "invalid_request",
         *       "log": "vmUuid: String should match pattern '^[0-9a-f]{32}$'",
         *       "message": "验参失败"
         *     }
         */
        Failure: {
            /**
             * @description * 202.0 业务处理失败 (processing failed)
             *     * 202.01 虚拟机删除失败 (VM delete failed)
             *     * 202.02 虚拟机修改CPU/内存失败 (VM CPU/memory change failed)
             *     * 202.03 虚拟机启动失败 (VM start failed)
             *     * 202.04 虚拟机停止失败 (VM stop failed)
             *     * 202.05 虚拟机重启失败 (VM reboot failed)
             *     * 202.06 虚拟机暂停失败 (VM suspend failed)
             *     * 202.07 虚拟机恢复失败 (VM resume failed)
             *     * 202.08 云镜像发布失败 (image publish failed)
             *     * 202.11 云硬盘删除失败 (volume delete failed)
             *     * 202.12 云硬盘挂载失败 (volume attach failed)
             *     * 202.13 云硬盘卸载失败 (volume detach failed)
             *     * 203.01 云镜像保存失败 (image save failed)
             *     * 203.02 云镜像删除失败 (image delete failed)
             *     * 204.01 设备挂载失败 (device attach failed)
             *     * 204.02 设备卸载失败 (device detach failed)
             *     * 401.0 未登录或登录已失效 (not signed in)
             *     * 402.0 验参失败 (argument validation failed)
             *     * 403.0 没有权限 (not allowed)
             *     * 429.0 请求过于频繁 (too many requests)
             *     * 500.0 内部错误 (internal error)
             */
            code: number;
            data: null;
            /** @description facts for programs, such as the field at fault */
            detail?: {
                [key: string]: unknown;
            };
            /**
             * @description what a caller can do about it
             * @enum {string}
             */
            kind: "invalid_request" | "unauthenticated" | "forbidden" | "not_found" | "conflict" | "wrong_state" | "no_capacity" | "fenced" | "hypervisor_failed" | "storage_failed" | "unavailable" | "timed_out" | "internal";
            /** @description what went wrong, in a sentence */
            log: string;
            /** @description the text of the code */
            message: string;
        };
        /**
         * GroupUseReply
         * @description What a group has: cores and GiB.
         */
        GroupUseReply: {
            cpus: number;
            dataStorage: number;
            memory: number;
            publicIps: number;
            systemStorage: number;
            vms: number;
        };
        /**
         * HostCheck
         * @description One of v1's checks of a host: dir, kvm, libvirt, dhcp or mnt.
         */
        HostCheck: {
            /** @default  */
            advice: string;
            key: string;
            message: string;
            ok: boolean;
            /** @default false */
            required: boolean;
        };
        /** HostEnvelope */
        HostEnvelope: {
            /** @constant */
            code: 200;
            data: components["schemas"]["HostReply"];
            message: string;
        };
        /** HostListEnvelope */
        HostListEnvelope: {
            /** @constant */
            code: 200;
            data: components["schemas"]["HostReply"][];
            message: string;
        };
        /**
         * HostReply
         * @description A host. In VM lists only name and ip are present.
         */
        HostReply: {
            checks?: components["schemas"]["HostCheck"][];
            config?: string;
            id?: number;
            ip?: string;
            lastSeenAt?: number;
            memory?: number;
            name?: string;
            problem?: string;
            role?: string;
            status?: components["schemas"]["HostStatus"];
            storage?: number;
            uuid?: string;
            vCPU?: number;
            virtType?: string;
            warnings?: string[];
        };
        /**
         * HostStatistics
         * @description Totals over all hosts: vCPUs, and GiB of memory and storage. A limit of 0 adds nothing.
         */
        HostStatistics: {
            /** @description hosts that are READY */
            active_node: number;
            /** @description 0 when no host can be asked, like the next three */
            total_data_storage: number;
            total_img_storage: number;
            total_mem: number;
            total_node: number;
            total_sys_storage: number;
            total_vcpu: number;
            used_data_storage: number;
            used_img_storage: number;
            used_mem: number;
            /** @description with all data volumes: this is held against the limits */
            used_storage: number;
            /** @description of the VMs' system disks */
            used_sys_storage: number;
            used_vcpu: number;
        };
        /** HostStatisticsEnvelope */
        HostStatisticsEnvelope: {
            /** @constant */
            code: 200;
            data: components["schemas"]["HostStatistics"];
            message: string;
        };
        /**
         * HostStatus
         * @enum {string}
         */
        HostStatus: "PREPARING" | "READY" | "ERROR" | "CHECKING" | "OFFLINE" | "CONFIGURING";
        /**
         * ImageFormat
         * @enum {string}
         */
        ImageFormat: "IMAGE" | "ISO" | "QCOW2";
        /** ImageListEnvelope */
        ImageListEnvelope: {
            /** @constant */
            code: 200;
            data: components["schemas"]["ImageReply"][];
            message: string;
        };
        /**
         * ImageOsArch
         * @enum {string}
         */
        ImageOsArch: "X86" | "I386";
        /**
         * ImageOsMode
         * @enum {string}
         */
        ImageOsMode: "HVM" | "XEN" | "LXC" | "UML";
        /**
         * ImageOsType
         * @enum {string}
         */
        ImageOsType: "LINUX" | "WINDOWS";
        /** ImagePage */
        ImagePage: {
            content: components["schemas"]["ImageReply"][];
            totalElements: number;
            totalPages: number;
        };
        /** ImagePageEnvelope */
        ImagePageEnvelope: {
            /** @constant */
            code: 200;
            data: components["schemas"]["ImagePage"];
            message: string;
        };
        /**
         * ImageReply
         * @description An image. In VM lists only uuid, name and osType are present.
         *
         *     `userId`, `groupId` and `isPublic` are present in the catalogue if somebody published it; others are everybody's.
         */
        ImageReply: {
            childImages?: components["schemas"]["ChildImageReply"][];
            description?: string;
            directory?: string;
            format?: components["schemas"]["ImageFormat"];
            groupId?: number;
            id?: number;
            isPublic?: boolean;
            name?: string;
            osArch?: components["schemas"]["ImageOsArch"];
            osMode?: components["schemas"]["ImageOsMode"];
            osType?: components["schemas"]["ImageOsType"];
            problem?: string;
            problemCode?: string;
            status?: components["schemas"]["ImageStatus"];
            userId?: number;
            uuid: string;
            vdSize?: number;
        };
        /**
         * ImageSort
         * @description Fields of an image's description; `size` is that of its disk.
         * @enum {string}
         */
        ImageSort: "name" | "os_type" | "format" | "size";
        /**
         * ImageStatistics
         * @description YAML files of the catalogue, broken ones included.
         */
        ImageStatistics: {
            total: number;
        };
        /** ImageStatisticsEnvelope */
        ImageStatisticsEnvelope: {
            /** @constant */
            code: 200;
            data: components["schemas"]["ImageStatistics"];
            message: string;
        };
        /**
         * ImageStatus
         * @enum {string}
         */
        ImageStatus: "AVAILABLE" | "CREATING" | "DELETING" | "ERROR" | "ERROR_CREATING" | "ERROR_DELETING" | "PREPARE";
        /**
         * IpAttach
         * @enum {string}
         */
        IpAttach: "ATTACHED" | "DETACHED";
        /** IpSegmentEnvelope */
        IpSegmentEnvelope: {
            /** @constant */
            code: 200;
            data: components["schemas"]["IpSegmentReply"];
            message: string;
        };
        /** IpSegmentListEnvelope */
        IpSegmentListEnvelope: {
            /** @constant */
            code: 200;
            data: components["schemas"]["IpSegmentReply"][];
            message: string;
        };
        /**
         * IpSegmentReply
         * @description A range of addresses; in the list of all and the detail, with how many there are and how many are given out.
         */
        IpSegmentReply: {
            bridge?: string;
            dns?: string;
            gateway?: string;
            /** @description addresses of the range that hosts have themselves; no VM gets them */
            hostAddresses?: string[];
            hostName?: string;
            hostUuid?: string;
            id?: number;
            ipRangeEnd?: string;
            ipRangeStart?: string;
            name?: string;
            netmask?: string;
            total?: number;
            type?: components["schemas"]["IpType"];
            used?: number;
        };
        /**
         * IpStatistics
         * @description Addresses of all ranges and those given out, by type.
         */
        IpStatistics: {
            private_total: number;
            private_used: number;
            public_total: number;
            public_used: number;
        };
        /** IpStatisticsEnvelope */
        IpStatisticsEnvelope: {
            /** @constant */
            code: 200;
            data: components["schemas"]["IpStatistics"];
            message: string;
        };
        /**
         * IpType
         * @enum {string}
         */
        IpType: "PRIVATE" | "PUBLIC";
        /** IpUsedPage */
        IpUsedPage: {
            content: components["schemas"]["IpUsedReply"][];
            totalElements: number;
            totalPages: number;
        };
        /** IpUsedPageEnvelope */
        IpUsedPageEnvelope: {
            /** @constant */
            code: 200;
            data: components["schemas"]["IpUsedPage"];
            message: string;
        };
        /**
         * IpUsedReply
         * @description An address; a free one in a segment's list has `ip` only.
         */
        IpUsedReply: {
            bridge?: string;
            createTime?: number;
            id?: number;
            instanceName?: string;
            instanceUuid?: string;
            ip: string;
            ipSegmentId?: number;
            mac?: string;
            status?: components["schemas"]["IpAttach"];
            type?: components["schemas"]["IpType"];
        };
        /** LoginEnvelope */
        LoginEnvelope: {
            /** @constant */
            code: 200;
            data: components["schemas"]["LoginReply"];
            message: string;
        };
        /**
         * LoginForm
         * @description Whoever knows both gets a token.
         * @example {
         *       "password": "correct horse battery",
         *       "username": "anna"
         *     }
         */
        LoginForm: {
            password: string;
            username: string;
        };
        /**
         * LoginReply
         * @description `token` goes into the header `Authorization: Bearer <token>`.
         */
        LoginReply: {
            expiresAt: number;
            token: string;
            user: components["schemas"]["UserReply"];
        };
        /** MessageEnvelope */
        MessageEnvelope: {
            /** @constant */
            code: 200;
            data: components["schemas"]["MessageReply"];
            message: string;
        };
        /**
         * MessageReply
         * @description `success`, or a VM's status in lower case. `operationUuid` names the work that was started.
         */
        MessageReply: {
            /** @default success */
            message: string;
            operationUuid?: string;
        };
        /**
         * ModifyVmForm
         * @description New size; null, 0 or the present value mean unchanged.
         * @example {
         *       "cpus": 4,
         *       "memory": 8,
         *       "vmUuid": "0123456789abcdef0123456789abcdef"
         *     }
         */
        ModifyVmForm: {
            cpus?: number | null;
            /** @description GiB */
            memory?: number | null;
            vmUuid: string;
        };
        /**
         * NetStorage
         * @description A shared folder: size and use in GiB, and the NFS server behind it.
         */
        NetStorage: {
            nfs_ip: string;
            storage_dir: string;
            total_storage: number;
            used_storage: number;
        };
        /**
         * NetStoResource
         * @description The folders of data volumes and of images.
         */
        NetStoResource: {
            data_vol_sto: components["schemas"]["NetStorage"];
            img_vol_sto: components["schemas"]["NetStorage"];
        };
        /** NetStoResourceEnvelope */
        NetStoResourceEnvelope: {
            /** @constant */
            code: 200;
            data: components["schemas"]["NetStoResource"];
            message: string;
        };
        /** NewApiKeyEnvelope */
        NewApiKeyEnvelope: {
            /** @constant */
            code: 200;
            data: components["schemas"]["NewApiKeyReply"];
            message: string;
        };
        /**
         * NewApiKeyReply
         * @description A key with its token: shown now and never again.
         */
        NewApiKeyReply: {
            createTime?: number;
            expiresAt: number;
            id?: number;
            /** @description in the first answer only, not when its key comes again */
            key?: string;
            lastUsedAt?: number;
            name?: string;
        };
        /** NewPasswordEnvelope */
        NewPasswordEnvelope: {
            /** @constant */
            code: 200;
            data: components["schemas"]["NewPasswordReply"];
            message: string;
        };
        /**
         * NewPasswordReply
         * @description An account with the password that was made up for it: shown now and never again.
         */
        NewPasswordReply: {
            createTime?: number;
            email?: string;
            /** @default true */
            enabled: boolean;
            groupId?: number;
            id?: number;
            lastLoginTime?: number;
            /** @default false */
            mustChangePassword: boolean;
            name?: string;
            password?: string;
            role: components["schemas"]["Role"];
            telephone?: string;
            username: string;
        };
        /**
         * NfsStorage
         * @description The configured NFS server, and its folders as a text in brackets.
         */
        NfsStorage: {
            NFS_DIR: string;
            NFS_IP: string;
        };
        /**
         * NodeResource
         * @description `total_node`, and one entry per host under the host's name.
         */
        NodeResource: {
            total_node: number;
        } & {
            [key: string]: components["schemas"]["NodeUse"];
        };
        /** NodeResourceEnvelope */
        NodeResourceEnvelope: {
            /** @constant */
            code: 200;
            data: components["schemas"]["NodeResource"];
            message: string;
        };
        /**
         * NodeUse
         * @description Limits and use of one host: vCPUs, and GiB.
         */
        NodeUse: {
            storage_dir: string;
            total_mem: number;
            total_sys_storage: number;
            total_vcpu: number;
            used_mem: number;
            /** @description with the data volumes made here: this is held against the limit */
            used_storage: number;
            /** @description of the system disks of its VMs */
            used_sys_storage: number;
            used_vcpu: number;
        };
        /**
         * OperateVmForm
         * @description The VM to start, stop, reboot, suspend or resume.
         *
         *     `force` asks no guest: stop cuts the power, reboot resets the machine. Both then end whatever else is being done
         *     with the VM, and drop the saved memory of a suspended one. Other verbs do not look at it.
         * @example {
         *       "vmUuid": "0123456789abcdef0123456789abcdef"
         *     }
         */
        OperateVmForm: {
            /** @default false */
            force: boolean;
            vmUuid: string;
        };
        /** OperationEnvelope */
        OperationEnvelope: {
            /** @constant */
            code: 200;
            data: components["schemas"]["OperationReply"];
            message: string;
        };
        /**
         * OperationForm
         * @description An operation to retry or cancel.
         * @example {
         *       "uuid": "0123456789abcdef0123456789abcdef"
         *     }
         */
        OperationForm: {
            uuid: string;
        };
        /** OperationPage */
        OperationPage: {
            content: components["schemas"]["OperationReply"][];
            totalElements: number;
            totalPages: number;
        };
        /** OperationPageEnvelope */
        OperationPageEnvelope: {
            /** @constant */
            code: 200;
            data: components["schemas"]["OperationPage"];
            message: string;
        };
        /**
         * OperationReply
         * @description A long request: what it is at, how far, and how it ended. Times in epoch milliseconds, progress in per cent.
         */
        OperationReply: {
            /** @description whether it can be cancelled: what cannot be taken back has not begun */
            cancellable: boolean;
            createTime?: number;
            error?: string;
            kind: string;
            progress: number;
            status: components["schemas"]["OperationStatus"];
            step?: string;
            steps?: components["schemas"]["StepReply"][];
            stepsDone: number;
            stepsTotal: number;
            targetName?: string;
            targetType: components["schemas"]["ResourceType"];
            targetUuid: string;
            updateTime?: number;
            userName?: string;
            uuid: string;
            /** @description what went wrong the last time; it is tried again by itself */
            waitingFor?: string;
        };
        /**
         * OperationSort
         * @description `username`: who asked for it.
         * @enum {string}
         */
        OperationSort: "kind" | "status" | "username" | "create_time";
        /**
         * OperationStatus
         * @description `running` and `undoing` are open; `stuck` waits for somebody to retry; `done` and `undone` are final.
         * @enum {string}
         */
        OperationStatus: "running" | "undoing" | "done" | "undone" | "stuck";
        /**
         * Order
         * @description Which end comes first.
         * @enum {string}
         */
        Order: "asc" | "desc";
        /**
         * PowerReasonReply
         * @description Why a VM is paused or off: a word for programs, a sentence for people.
         */
        PowerReasonReply: {
            code: components["schemas"]["ReasonCode"];
            /** @description the disk that could not be written, as its VM names it */
            disk?: string;
            /** @description what went wrong when it was to be started again */
            error?: string;
            message: string;
        };
        /**
         * PowerState
         * @description What the hypervisor shows of a VM. `saved`: off, with its memory kept on disk (libvirt's managed save).
         * @enum {string}
         */
        PowerState: "running" | "paused" | "stopped" | "saved" | "crashed" | "absent" | "unknown";
        /**
         * PublishImageForm
         * @description The system disk of a stopped VM as a new image.
         * @example {
         *       "name": "web server",
         *       "vdSize": 20,
         *       "vmUuid": "0123456789abcdef0123456789abcdef"
         *     }
         */
        PublishImageForm: {
            description?: string | null;
            name: string;
            /** @description GiB; smallest system disk of VMs made from it */
            vdSize: number;
            vmUuid: string;
        };
        /** QuotaEnvelope */
        QuotaEnvelope: {
            /** @constant */
            code: 200;
            data: components["schemas"]["QuotaReply"];
            message: string;
        };
        /**
         * QuotaReply
         * @description A group's quotas beside what it has: cores and GiB.
         */
        QuotaReply: {
            cpus: components["schemas"]["AllowanceReply"];
            dataStorage: components["schemas"]["AllowanceReply"];
            groupId: number;
            memory: components["schemas"]["AllowanceReply"];
            name: string;
            publicIps: components["schemas"]["AllowanceReply"];
            systemStorage: components["schemas"]["AllowanceReply"];
            vms: components["schemas"]["AllowanceReply"];
        };
        /** RawImageEnvelope */
        RawImageEnvelope: {
            /** @constant */
            code: 200;
            data: components["schemas"]["RawImageReply"];
            message: string;
        };
        /**
         * RawImageReply
         * @description The text of an image's YAML file; absent when there is none.
         */
        RawImageReply: {
            content?: string;
        };
        /**
         * ReasonCode
         * @description Why a VM is paused or off. `host_lost` and its kin: its host lost power, or all that ran on it.
         * @enum {string}
         */
        ReasonCode: "disk_full" | "disk_failed" | "panicked" | "watchdog" | "asleep" | "paused_by_hand" | "stopped" | "guest_shutdown" | "cut_by_hand" | "killed" | "ended_by_host" | "host_lost" | "host_lost_stays" | "host_lost_often" | "restart_failed";
        /**
         * RecoveredHost
         * @description What one host holds that no row knew; `problem` alone when it could not be asked.
         */
        RecoveredHost: {
            disksWithoutVm?: string[];
            hostUuid: string;
            name?: string;
            problem?: string;
            problems?: components["schemas"]["RecoveryProblem"][];
            vms?: components["schemas"]["RecoveredVm"][];
            volumes?: string[];
        };
        /**
         * RecoveredVm
         * @description A VM that a host holds and no row knew.
         */
        RecoveredVm: {
            cpus?: number;
            imageUuid?: string;
            ips: string[];
            memory?: number;
            name?: string;
            status: components["schemas"]["VmStatus"];
            userName?: string;
            uuid: string;
            volumes: string[];
        };
        /**
         * RecoverForm
         * @description Rebuild rows from what the hosts hold: all hosts, or one. Without `dryRun: false` nothing is written.
         * @example {
         *       "dryRun": true
         *     }
         */
        RecoverForm: {
            /** @default true */
            dryRun: boolean;
            hostUuid?: string | null;
        };
        /**
         * RecoveryProblem
         * @description What of a host could not be understood.
         */
        RecoveryProblem: {
            problem: string;
            uuid: string;
        };
        /**
         * RecoveryReport
         * @description Found, and unless it was a dry run adopted.
         */
        RecoveryReport: {
            dryRun: boolean;
            hosts: components["schemas"]["RecoveredHost"][];
        };
        /** RecoveryReportEnvelope */
        RecoveryReportEnvelope: {
            /** @constant */
            code: 200;
            data: components["schemas"]["RecoveryReport"];
            message: string;
        };
        /**
         * RemoveHostForm
         * @description A host that is gone for good. `name` is typed again, for its VMs' system disks are given up with it.
         * @example {
         *       "hostUuid": "0123456789abcdef0123456789abcdef",
         *       "name": "node3"
         *     }
         */
        RemoveHostForm: {
            hostUuid: string;
            name: string;
        };
        /**
         * ResetPasswordForm
         * @description Without `newPassword` one is made up and answered once. It must be changed at the next sign-in.
         * @example {
         *       "id": 71
         *     }
         */
        ResetPasswordForm: {
            id: number;
            newPassword?: string | null;
        };
        /**
         * ResourceType
         * @description What a change, an event or an operation is about; the wire's names of the tables.
         * @enum {string}
         */
        ResourceType: "vm" | "volume" | "image" | "host" | "ip_segment" | "ip_used" | "spec_config" | "device" | "service" | "operation" | "user" | "user_group" | "credential" | "image_owner";
        /**
         * Role
         * @description What a user may do: see and change everything, the things of a group, or the own ones.
         * @enum {string}
         */
        Role: "SUPER_ADMIN" | "GROUP_LEADER" | "MEMBER";
        /**
         * SaveImageForm
         * @description The whole text of an image's YAML file. The file is made if there is none.
         * @example {
         *       "content": "image:\n  name: CentOS\n  filename: centos.qcow2\n  spec: {vd_size: 20, format: QCOW2}\n",
         *       "uuid": "centos-7.5-cli.yaml"
         *     }
         */
        SaveImageForm: {
            content: string;
            /** @description name of the YAML file */
            uuid: string;
        };
        /**
         * SegmentStatistics
         * @description Addresses of one range and those given out.
         */
        SegmentStatistics: {
            total: number;
            used: number;
        };
        /** SegmentStatisticsEnvelope */
        SegmentStatisticsEnvelope: {
            /** @constant */
            code: 200;
            data: components["schemas"]["SegmentStatistics"];
            message: string;
        };
        /**
         * ServiceRow
         * @description The services on one node. NON: not needed there.
         */
        ServiceRow: {
            "db-proxy": components["schemas"]["ServiceStatus"];
            DHCP: components["schemas"]["ServiceStatus"];
            "iaas-agent": components["schemas"]["ServiceStatus"];
            "iaas-core": components["schemas"]["ServiceStatus"];
            "image-operator": components["schemas"]["ServiceStatus"];
            Libvirt: components["schemas"]["ServiceStatus"];
            noVNC: components["schemas"]["ServiceStatus"];
            "resource-operator": components["schemas"]["ServiceStatus"];
        };
        /** ServiceRowMapEnvelope */
        ServiceRowMapEnvelope: {
            /** @constant */
            code: 200;
            data: {
                [key: string]: components["schemas"]["ServiceRow"];
            };
            message: string;
        };
        /**
         * ServiceStatistics
         * @description Pairs of node and service that are needed, and those of them that are alive.
         */
        ServiceStatistics: {
            active: number;
            total: number;
        };
        /** ServiceStatisticsEnvelope */
        ServiceStatisticsEnvelope: {
            /** @constant */
            code: 200;
            data: components["schemas"]["ServiceStatistics"];
            message: string;
        };
        /**
         * ServiceStatus
         * @enum {string}
         */
        ServiceStatus: "NON" | "DEAD" | "ACTIVE";
        /**
         * SetHostResourceForm
         * @description Limits of a host: cores and GiB. 0 means no limit.
         * @example {
         *       "hostUuid": "0123456789abcdef0123456789abcdef",
         *       "mem": 256,
         *       "storage": 2000,
         *       "vcpu": 64
         *     }
         */
        SetHostResourceForm: {
            hostUuid: string;
            mem: number;
            storage: number;
            vcpu: number;
        };
        /**
         * ShareImageForm
         * @description Whether an image that somebody published is everybody's, or its group's.
         * @example {
         *       "isPublic": true,
         *       "uuid": "centos-7.5-cli.yaml"
         *     }
         */
        ShareImageForm: {
            isPublic: boolean;
            uuid: string;
        };
        /** SpecConfigEnvelope */
        SpecConfigEnvelope: {
            /** @constant */
            code: 200;
            data: components["schemas"]["SpecConfigReply"];
            message: string;
        };
        /** SpecConfigListEnvelope */
        SpecConfigListEnvelope: {
            /** @constant */
            code: 200;
            data: components["schemas"]["SpecConfigReply"][];
            message: string;
        };
        /**
         * SpecConfigReply
         * @description An option of the console.
         */
        SpecConfigReply: {
            description?: string;
            id?: number;
            type?: components["schemas"]["SpecType"];
            value?: string;
        };
        /**
         * SpecType
         * @enum {string}
         */
        SpecType: "VM_COMPUTE" | "SYS_VOLUME" | "DATA_VOLUME" | "VM_STATUS" | "VOLUME_STATUS" | "NETWORK_TYPE" | "VNC_DOMAIN";
        /** SpecTypeListEnvelope */
        SpecTypeListEnvelope: {
            /** @constant */
            code: 200;
            data: components["schemas"]["SpecTypeReply"][];
            message: string;
        };
        /**
         * SpecTypeReply
         * @description A type of option.
         */
        SpecTypeReply: {
            type: components["schemas"]["SpecType"];
        };
        /**
         * StepReply
         * @description One step of an operation.
         */
        StepReply: {
            error?: string;
            name: string;
            status: components["schemas"]["StepStatus"];
        };
        /**
         * StepStatus
         * @enum {string}
         */
        StepStatus: "pending" | "running" | "done" | "failed" | "undone";
        /**
         * StorageMap
         * @description Shared storage.
         */
        StorageMap: {
            NFS: components["schemas"]["NfsStorage"];
        };
        /** StorageMapEnvelope */
        StorageMapEnvelope: {
            /** @constant */
            code: 200;
            data: components["schemas"]["StorageMap"];
            message: string;
        };
        /** TicketEnvelope */
        TicketEnvelope: {
            /** @constant */
            code: 200;
            data: components["schemas"]["TicketReply"];
            message: string;
        };
        /**
         * TicketReply
         * @description Opens one event stream, until `expiresAt`.
         */
        TicketReply: {
            expiresAt: number;
            ticket: string;
        };
        /** UserEnvelope */
        UserEnvelope: {
            /** @constant */
            code: 200;
            data: components["schemas"]["UserReply"];
            message: string;
        };
        /**
         * UserForm
         * @description A user to delete.
         * @example {
         *       "id": 71
         *     }
         */
        UserForm: {
            id: number;
        };
        /** UserGroupEnvelope */
        UserGroupEnvelope: {
            /** @constant */
            code: 200;
            data: components["schemas"]["UserGroupReply"];
            message: string;
        };
        /**
         * UserGroupForm
         * @description A group to delete.
         * @example {
         *       "id": 70
         *     }
         */
        UserGroupForm: {
            id: number;
        };
        /** UserGroupListEnvelope */
        UserGroupListEnvelope: {
            /** @constant */
            code: 200;
            data: components["schemas"]["UserGroupReply"][];
            message: string;
        };
        /**
         * UserGroupReply
         * @description A group with its quotas; an absent one is no limit. `users` and `use` are in lists.
         */
        UserGroupReply: {
            cpus?: number;
            createTime?: number;
            dataStorage?: number;
            description?: string;
            id?: number;
            memory?: number;
            name: string;
            publicIps?: number;
            systemStorage?: number;
            use?: components["schemas"]["GroupUseReply"];
            users?: number;
            vms?: number;
        };
        /** UserListEnvelope */
        UserListEnvelope: {
            /** @constant */
            code: 200;
            data: components["schemas"]["UserReply"][];
            message: string;
        };
        /** UserPage */
        UserPage: {
            content: components["schemas"]["UserReply"][];
            totalElements: number;
            totalPages: number;
        };
        /** UserPageEnvelope */
        UserPageEnvelope: {
            /** @constant */
            code: 200;
            data: components["schemas"]["UserPage"];
            message: string;
        };
        /**
         * UserReply
         * @description An account. Times in epoch milliseconds.
         */
        UserReply: {
            createTime?: number;
            email?: string;
            /** @default true */
            enabled: boolean;
            groupId?: number;
            id?: number;
            lastLoginTime?: number;
            /** @default false */
            mustChangePassword: boolean;
            name?: string;
            role: components["schemas"]["Role"];
            telephone?: string;
            username: string;
        };
        /**
         * UserSort
         * @description `group`: its name.
         * @enum {string}
         */
        UserSort: "username" | "role" | "group" | "last_login_time";
        /** VmEnvelope */
        VmEnvelope: {
            /** @constant */
            code: 200;
            data: components["schemas"]["VmReply"];
            message: string;
        };
        /** VmListEnvelope */
        VmListEnvelope: {
            /** @constant */
            code: 200;
            data: components["schemas"]["VmReply"][];
            message: string;
        };
        /** VmPage */
        VmPage: {
            content: components["schemas"]["VmReply"][];
            totalElements: number;
            totalPages: number;
        };
        /** VmPageEnvelope */
        VmPageEnvelope: {
            /** @constant */
            code: 200;
            data: components["schemas"]["VmPage"];
            message: string;
        };
        /**
         * VmReply
         * @description A VM as lists, details, create and edit show it; which fields are present is v1's choice.
         */
        VmReply: {
            /** @description started again when its host lost power while it ran */
            autoStart?: boolean;
            cpus?: number;
            createTime?: number;
            description?: string;
            devices?: components["schemas"]["DeviceReply"][];
            diskSize?: number;
            /** @description the most that its guest can take now; quotas and limits count it where it is more than `cpus` */
            domainCpus?: number;
            /** @description the same of memory, in GiB */
            domainMemory?: number;
            error?: string;
            groupId?: number;
            host?: components["schemas"]["HostReply"];
            hostUuid?: string;
            id?: number;
            image?: components["schemas"]["ImageReply"];
            imageUuid?: string;
            ips?: components["schemas"]["IpUsedReply"][];
            /** @description how far it can grow while it runs; a stopped VM can be given any size */
            maxCpus?: number;
            /** @description the same of memory, in GiB */
            maxMemory?: number;
            memory?: number;
            name?: string;
            operationUuid?: string;
            osType?: components["schemas"]["ImageOsType"];
            password?: string;
            powerReason?: components["schemas"]["PowerReasonReply"];
            powerSeenAt?: number;
            powerState?: components["schemas"]["PowerState"];
            status?: components["schemas"]["VmStatus"];
            userId?: number;
            userName?: string;
            uuid: string;
            vncPassword?: string;
            vncPort?: string;
            volumes?: components["schemas"]["VolumeReply"][];
        };
        /**
         * VmSort
         * @description `host`: its name; `owner`: the user's.
         * @enum {string}
         */
        VmSort: "name" | "status" | "cpus" | "memory" | "host" | "owner" | "create_time";
        /**
         * VmStatistics
         * @description VMs by status; other statuses count in the total only.
         */
        VmStatistics: {
            active: number;
            building: number;
            error: number;
            stopped: number;
            suspended: number;
            total: number;
        };
        /** VmStatisticsEnvelope */
        VmStatisticsEnvelope: {
            /** @constant */
            code: 200;
            data: components["schemas"]["VmStatistics"];
            message: string;
        };
        /**
         * VmStatus
         * @description What the user was promised of a VM.
         * @enum {string}
         */
        VmStatus: "ACTIVE" | "STARTING" | "APPLYING" | "BUILDING" | "REBUILDING" | "PAUSED" | "SUSPENDED" | "RESCUED" | "DELETED" | "STOPPED" | "STOPPING" | "MIGRATING" | "RESIZING" | "ERROR" | "REJECTED" | "REBOOTING" | "SUSPENDING" | "RESUMING" | "DELETING" | "UNKNOWN";
        /** VncUrlEnvelope */
        VncUrlEnvelope: {
            /** @constant */
            code: 200;
            data: components["schemas"]["VncUrlReply"];
            message: string;
        };
        /**
         * VncUrlReply
         * @description Where a browser opens a VM's screen; good for a minute to connect.
         */
        VncUrlReply: {
            vnc_url: string;
        };
        /** VolumeEnvelope */
        VolumeEnvelope: {
            /** @constant */
            code: 200;
            data: components["schemas"]["VolumeReply"];
            message: string;
        };
        /**
         * VolumeFormat
         * @enum {string}
         */
        VolumeFormat: "QCOW2" | "RAW" | "ISO";
        /** VolumeListEnvelope */
        VolumeListEnvelope: {
            /** @constant */
            code: 200;
            data: components["schemas"]["VolumeReply"][];
            message: string;
        };
        /** VolumePage */
        VolumePage: {
            content: components["schemas"]["VolumeReply"][];
            totalElements: number;
            totalPages: number;
        };
        /** VolumePageEnvelope */
        VolumePageEnvelope: {
            /** @constant */
            code: 200;
            data: components["schemas"]["VolumePage"];
            message: string;
        };
        /**
         * VolumeReply
         * @description A disk; sizes in GiB.
         */
        VolumeReply: {
            bus?: string;
            createTime?: number;
            description?: string;
            error?: string;
            formatType?: components["schemas"]["VolumeFormat"];
            groupId?: number;
            hostUuid?: string;
            id?: number;
            imageUuid?: string;
            instanceUuid?: string;
            instanceVm?: components["schemas"]["VmReply"];
            mountPoint?: string;
            name?: string;
            operationUuid?: string;
            providerLocation?: string;
            size?: number;
            status?: components["schemas"]["VolumeStatus"];
            usageType?: components["schemas"]["VolumeUsage"];
            userId?: number;
            userName?: string;
            uuid: string;
        };
        /**
         * VolumeSort
         * @description `vm`: the name of the VM that has it.
         * @enum {string}
         */
        VolumeSort: "name" | "status" | "size" | "vm" | "owner" | "create_time";
        /**
         * VolumeStatistics
         * @description Data volumes: all, and those that are ATTACHED.
         */
        VolumeStatistics: {
            total: number;
            used: number;
        };
        /** VolumeStatisticsEnvelope */
        VolumeStatisticsEnvelope: {
            /** @constant */
            code: 200;
            data: components["schemas"]["VolumeStatistics"];
            message: string;
        };
        /**
         * VolumeStatus
         * @enum {string}
         */
        VolumeStatus: "DEFINED" | "AVAILABLE" | "DETACHED" | "ATTACHED" | "APPLYING" | "CREATING" | "DELETING" | "ERROR" | "ERROR_PREPARE" | "ERROR_DELETING" | "DELETED" | "USED" | "REJECTED";
        /**
         * VolumeUsage
         * @enum {string}
         */
        VolumeUsage: "SYSTEM" | "DATA" | "NETWORK" | "ISO";
    };
    responses: never;
    parameters: {
        /**
         * @description `en...`: `message` in English instead of Chinese
         * @example en
         */
        AcceptLanguage: string;
        /**
         * @description the same key again within a day gets the same answer, or the same operation; nothing is done twice
         * @example 3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77
         */
        IdempotencyKey: string;
    };
    requestBodies: never;
    headers: {
        /** @description names this request in the logs of all services */
        RequestId: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    audit_page_query_all: {
        parameters: {
            query: {
                /** @example vm_create */
                action?: string;
                /** @example 192.168.10.7 */
                address?: string;
                /**
                 * @description of `sort`; what has no value comes last
                 * @example desc
                 */
                order?: components["schemas"]["Order"];
                /** @example failure */
                outcome?: "" | "success" | "failure" | "open" | "unknown";
                /**
                 * @description 1-based
                 * @example 1
                 */
                page_num: number;
                /** @example 10 */
                page_size: number;
                /** @example 0123456789abcdef0123456789abcdef */
                resource_key?: string;
                /** @example vm */
                resource_type?: string;
                /**
                 * @description epoch milliseconds
                 * @example 1700000000000
                 */
                since?: number;
                /** @example time */
                sort?: components["schemas"]["AuditSort"];
                /**
                 * @description epoch milliseconds
                 * @example 1800000000000
                 */
                until?: number;
                /** @example anna */
                username?: string;
            };
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPageEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    device_attach: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description the same key again within a day gets the same answer, or the same operation; nothing is done twice
                 * @example 3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description `respond-async`: answer at once, do not wait for the end
                 * @example respond-async
                 */
                Prefer?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeviceForm"];
            };
        };
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description the body is larger than 1 MiB */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    device_detach: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description the same key again within a day gets the same answer, or the same operation; nothing is done twice
                 * @example 3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description `respond-async`: answer at once, do not wait for the end
                 * @example respond-async
                 */
                Prefer?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeviceForm"];
            };
        };
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description the body is larger than 1 MiB */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    device_query_all_by_host_name: {
        parameters: {
            query: {
                /** @example node-1 */
                host_name: string;
            };
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceListEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    device_query_all_by_host_uuid: {
        parameters: {
            query: {
                /** @example 0123456789abcdef0123456789abcdef */
                host_uuid: string;
            };
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceListEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    event_stream: {
        parameters: {
            query?: {
                /**
                 * @description resume after this event
                 * @example 1207
                 */
                last_event_id?: number;
                /**
                 * @description of /event/ticket, instead of a header
                 * @example iaas-t-0123456789
                 */
                ticket?: string;
            };
            header?: {
                /** @example 1207 */
                "Last-Event-ID"?: number;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description server-sent events, without end */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    event_ticket: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description too often, or after too many failures: `Retry-After` says when to come again */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    healthz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description alive */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: string;
                    };
                };
            };
        };
    };
    host_delete: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description the same key again within a day gets the same answer, or the same operation; nothing is done twice
                 * @example 3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RemoveHostForm"];
            };
        };
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description the body is larger than 1 MiB */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    host_net_sto_resource: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NetStoResourceEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    host_node_resource: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NodeResourceEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    host_set_node_resource: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description the same key again within a day gets the same answer, or the same operation; nothing is done twice
                 * @example 3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetHostResourceForm"];
            };
        };
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HostEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description the body is larger than 1 MiB */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    host_query_all: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HostListEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    host_recover: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description the same key again within a day gets the same answer, or the same operation; nothing is done twice
                 * @example 3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RecoverForm"];
            };
        };
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryReportEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description the body is larger than 1 MiB */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    host_statistics: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HostStatisticsEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    image_delete: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description the same key again within a day gets the same answer, or the same operation; nothing is done twice
                 * @example 3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeleteImageForm"];
            };
        };
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description the body is larger than 1 MiB */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    image_fuzzy_query: {
        parameters: {
            query: {
                /** @example web */
                keywords: string;
                /**
                 * @description of `sort`; what has no value comes last
                 * @example desc
                 */
                order?: components["schemas"]["Order"];
                /**
                 * @description 1-based
                 * @example 1
                 */
                page_num: number;
                /** @example 10 */
                page_size: number;
                /** @example name */
                sort?: components["schemas"]["ImageSort"];
            };
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImagePageEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    image_page_query_all: {
        parameters: {
            query: {
                /**
                 * @description of `sort`; what has no value comes last
                 * @example desc
                 */
                order?: components["schemas"]["Order"];
                /**
                 * @description 1-based
                 * @example 1
                 */
                page_num: number;
                /** @example 10 */
                page_size: number;
                /** @example name */
                sort?: components["schemas"]["ImageSort"];
            };
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImagePageEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    image_query_all: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImageListEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    image_query_image_raw_by_uuid: {
        parameters: {
            query: {
                /** @example centos-7.5-cli.yaml */
                uuid: string;
            };
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RawImageEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    image_save: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description the same key again within a day gets the same answer, or the same operation; nothing is done twice
                 * @example 3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SaveImageForm"];
            };
        };
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description the body is larger than 1 MiB */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    image_share: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description the same key again within a day gets the same answer, or the same operation; nothing is done twice
                 * @example 3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ShareImageForm"];
            };
        };
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description the body is larger than 1 MiB */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    image_statistics: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImageStatisticsEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    ip_segment_create: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description the same key again within a day gets the same answer, or the same operation; nothing is done twice
                 * @example 3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateIpSegmentForm"];
            };
        };
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IpSegmentEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description the body is larger than 1 MiB */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    ip_segment_delete: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description the same key again within a day gets the same answer, or the same operation; nothing is done twice
                 * @example 3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeleteIpSegmentForm"];
            };
        };
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description the body is larger than 1 MiB */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    ip_segment_edit: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description the same key again within a day gets the same answer, or the same operation; nothing is done twice
                 * @example 3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EditIpSegmentForm"];
            };
        };
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IpSegmentEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description the body is larger than 1 MiB */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    ip_segment_page_query_by_id: {
        parameters: {
            query: {
                /** @example 65 */
                ip_segment_id: number;
                /**
                 * @description 1-based
                 * @example 1
                 */
                page_num: number;
                /** @example 10 */
                page_size: number;
            };
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IpUsedPageEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    ip_segment_query_all: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IpSegmentListEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    ip_segment_query_all_by_host_and_type: {
        parameters: {
            query: {
                /** @example 0123456789abcdef0123456789abcdef */
                host_uuid: string;
                /** @example PRIVATE */
                type: "PRIVATE" | "PUBLIC";
            };
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IpSegmentListEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    ip_segment_query_by_id: {
        parameters: {
            query: {
                /** @example 65 */
                ip_segment_id: number;
            };
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IpSegmentEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    ip_segment_statistics: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IpStatisticsEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    ip_segment_statistics_by_id: {
        parameters: {
            query: {
                /** @example 65 */
                ip_segment_id: number;
            };
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SegmentStatisticsEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description metrics in Prometheus' text form */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description the caller shows no token of Prometheus */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    operation_cancel: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description the same key again within a day gets the same answer, or the same operation; nothing is done twice
                 * @example 3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OperationForm"];
            };
        };
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperationEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description the body is larger than 1 MiB */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    operation_page_query_all: {
        parameters: {
            query: {
                /** @example vm_create */
                kind?: string;
                /**
                 * @description of `sort`; what has no value comes last
                 * @example desc
                 */
                order?: components["schemas"]["Order"];
                /**
                 * @description 1-based
                 * @example 1
                 */
                page_num: number;
                /** @example 10 */
                page_size: number;
                /** @example create_time */
                sort?: components["schemas"]["OperationSort"];
                /** @example running */
                status?: "" | "running" | "undoing" | "done" | "undone" | "stuck";
                /** @example 0123456789abcdef0123456789abcdef */
                target_uuid?: string;
                /** @example anna */
                username?: string;
            };
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperationPageEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    operation_query_by_uuid: {
        parameters: {
            query: {
                /** @example 0123456789abcdef0123456789abcdef */
                uuid: string;
            };
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperationEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    operation_retry: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description the same key again within a day gets the same answer, or the same operation; nothing is done twice
                 * @example 3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description `respond-async`: answer at once, do not wait for the end
                 * @example respond-async
                 */
                Prefer?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OperationForm"];
            };
        };
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperationEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description the body is larger than 1 MiB */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    readyz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description can work */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        checks: {
                            [key: string]: string | null;
                        };
                        service: string;
                        /** @enum {string} */
                        status: "ready" | "not ready";
                    };
                };
            };
            /** @description cannot work: `checks` names what is missing */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        checks: {
                            [key: string]: string | null;
                        };
                        service: string;
                        /** @enum {string} */
                        status: "ready" | "not ready";
                    };
                };
            };
        };
    };
    service_query: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceRowMapEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    service_query_storage: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StorageMapEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    service_register: {
        parameters: {
            query: {
                /** @example node-1 */
                node_name: string;
                /** @example Libvirt */
                service_name: string;
                /**
                 * @description the sender's clock; not believed
                 * @example 1700000000000
                 */
                timestamp: number;
            };
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description the caller shows no token of a service of this suite */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    service_statistics: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceStatisticsEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    spec_config_create: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description the same key again within a day gets the same answer, or the same operation; nothing is done twice
                 * @example 3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateSpecConfigForm"];
            };
        };
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SpecConfigEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description the body is larger than 1 MiB */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    spec_config_delete: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description the same key again within a day gets the same answer, or the same operation; nothing is done twice
                 * @example 3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeleteSpecConfigForm"];
            };
        };
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description the body is larger than 1 MiB */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    spec_config_edit: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description the same key again within a day gets the same answer, or the same operation; nothing is done twice
                 * @example 3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EditSpecConfigForm"];
            };
        };
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SpecConfigEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description the body is larger than 1 MiB */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    spec_config_query_all: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SpecConfigListEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    spec_config_query_all_by_type: {
        parameters: {
            query: {
                /** @example VM_COMPUTE */
                type: "VM_COMPUTE" | "SYS_VOLUME" | "DATA_VOLUME" | "VM_STATUS" | "VOLUME_STATUS" | "NETWORK_TYPE" | "VNC_DOMAIN";
            };
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SpecConfigListEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    spec_config_types: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SpecTypeListEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    user_group_create: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description the same key again within a day gets the same answer, or the same operation; nothing is done twice
                 * @example 3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateUserGroupForm"];
            };
        };
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserGroupEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description the body is larger than 1 MiB */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    user_group_delete: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description the same key again within a day gets the same answer, or the same operation; nothing is done twice
                 * @example 3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserGroupForm"];
            };
        };
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description the body is larger than 1 MiB */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    user_group_edit: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description the same key again within a day gets the same answer, or the same operation; nothing is done twice
                 * @example 3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EditUserGroupForm"];
            };
        };
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserGroupEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description the body is larger than 1 MiB */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    user_group_query_all: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserGroupListEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    user_group_quota: {
        parameters: {
            query?: {
                /**
                 * @description absent: the own group
                 * @example 70
                 */
                id?: number;
            };
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuotaEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    user_api_key_create: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description the same key again within a day gets the same answer, or the same operation; nothing is done twice
                 * @example 3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateApiKeyForm"];
            };
        };
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewApiKeyEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description the body is larger than 1 MiB */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    user_api_key_delete: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description the same key again within a day gets the same answer, or the same operation; nothing is done twice
                 * @example 3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApiKeyForm"];
            };
        };
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description the body is larger than 1 MiB */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    user_api_key_query_all: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeyListEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    user_change_password: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description the same key again within a day gets the same answer, or the same operation; nothing is done twice
                 * @example 3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangePasswordForm"];
            };
        };
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description the body is larger than 1 MiB */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description too often, or after too many failures: `Retry-After` says when to come again */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    user_create: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description the same key again within a day gets the same answer, or the same operation; nothing is done twice
                 * @example 3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateUserForm"];
            };
        };
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewPasswordEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description the body is larger than 1 MiB */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    user_current: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    user_delete: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description the same key again within a day gets the same answer, or the same operation; nothing is done twice
                 * @example 3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserForm"];
            };
        };
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description the body is larger than 1 MiB */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    user_edit: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description the same key again within a day gets the same answer, or the same operation; nothing is done twice
                 * @example 3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EditUserForm"];
            };
        };
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description the body is larger than 1 MiB */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    user_login: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LoginForm"];
            };
        };
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description the user name or the password is wrong */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description the body is larger than 1 MiB */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description too often, or after too many failures: `Retry-After` says when to come again */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    user_logout: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description the same key again within a day gets the same answer, or the same operation; nothing is done twice
                 * @example 3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    user_page_query_all: {
        parameters: {
            query: {
                /**
                 * @description absent: any
                 * @example true
                 */
                enabled?: boolean;
                /** @example 3 */
                group_id?: number;
                /** @example web */
                keywords?: string;
                /**
                 * @description of `sort`; what has no value comes last
                 * @example desc
                 */
                order?: components["schemas"]["Order"];
                /**
                 * @description 1-based
                 * @example 1
                 */
                page_num: number;
                /** @example 10 */
                page_size: number;
                /** @example MEMBER */
                role?: "" | "SUPER_ADMIN" | "GROUP_LEADER" | "MEMBER";
                /** @example username */
                sort?: components["schemas"]["UserSort"];
            };
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserPageEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    user_query_all: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserListEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    user_reset_password: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description the same key again within a day gets the same answer, or the same operation; nothing is done twice
                 * @example 3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResetPasswordForm"];
            };
        };
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewPasswordEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description the body is larger than 1 MiB */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    vm_change_owner: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description the same key again within a day gets the same answer, or the same operation; nothing is done twice
                 * @example 3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeVmOwnerForm"];
            };
        };
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description the body is larger than 1 MiB */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    vm_create: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description the same key again within a day gets the same answer, or the same operation; nothing is done twice
                 * @example 3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description `respond-async`: answer at once, do not wait for the end
                 * @example respond-async
                 */
                Prefer?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateVmForm"];
            };
        };
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VmEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description the body is larger than 1 MiB */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    vm_delete: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description the same key again within a day gets the same answer, or the same operation; nothing is done twice
                 * @example 3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description `respond-async`: answer at once, do not wait for the end
                 * @example respond-async
                 */
                Prefer?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeleteVmForm"];
            };
        };
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description the body is larger than 1 MiB */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    vm_edit: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description the same key again within a day gets the same answer, or the same operation; nothing is done twice
                 * @example 3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EditVmForm"];
            };
        };
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VmEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description the body is larger than 1 MiB */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    vm_fuzzy_query: {
        parameters: {
            query: {
                /** @example 0123456789abcdef0123456789abcdef */
                host_uuid: string;
                /** @example centos-7.5-cli.yaml */
                image_uuid: string;
                /** @example web */
                keywords: string;
                /**
                 * @description of `sort`; what has no value comes last
                 * @example desc
                 */
                order?: components["schemas"]["Order"];
                /**
                 * @description 1-based
                 * @example 1
                 */
                page_num: number;
                /** @example 10 */
                page_size: number;
                /** @example name */
                sort?: components["schemas"]["VmSort"];
                /** @example ACTIVE */
                status: string;
            };
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VmPageEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    vm_fuzzy_query_attach: {
        parameters: {
            query: {
                /** @example web */
                keywords: string;
                /**
                 * @description of `sort`; what has no value comes last
                 * @example desc
                 */
                order?: components["schemas"]["Order"];
                /**
                 * @description 1-based
                 * @example 1
                 */
                page_num: number;
                /** @example 10 */
                page_size: number;
                /** @example name */
                sort?: components["schemas"]["VmSort"];
            };
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VmPageEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    vm_page_query_all: {
        parameters: {
            query: {
                /**
                 * @description of `sort`; what has no value comes last
                 * @example desc
                 */
                order?: components["schemas"]["Order"];
                /**
                 * @description 1-based
                 * @example 1
                 */
                page_num: number;
                /** @example 10 */
                page_size: number;
                /** @example name */
                sort?: components["schemas"]["VmSort"];
            };
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VmPageEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    vm_publish_image: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description the same key again within a day gets the same answer, or the same operation; nothing is done twice
                 * @example 3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description `respond-async`: answer at once, do not wait for the end
                 * @example respond-async
                 */
                Prefer?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PublishImageForm"];
            };
        };
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description the body is larger than 1 MiB */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    vm_query_all: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VmListEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    vm_query_by_uuid: {
        parameters: {
            query: {
                /** @example 0123456789abcdef0123456789abcdef */
                uuid: string;
            };
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VmEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    vm_reboot: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description the same key again within a day gets the same answer, or the same operation; nothing is done twice
                 * @example 3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description `respond-async`: answer at once, do not wait for the end
                 * @example respond-async
                 */
                Prefer?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OperateVmForm"];
            };
        };
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description the body is larger than 1 MiB */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    vm_reduce: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description the same key again within a day gets the same answer, or the same operation; nothing is done twice
                 * @example 3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description `respond-async`: answer at once, do not wait for the end
                 * @example respond-async
                 */
                Prefer?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ModifyVmForm"];
            };
        };
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description the body is larger than 1 MiB */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    vm_resume: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description the same key again within a day gets the same answer, or the same operation; nothing is done twice
                 * @example 3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description `respond-async`: answer at once, do not wait for the end
                 * @example respond-async
                 */
                Prefer?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OperateVmForm"];
            };
        };
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description the body is larger than 1 MiB */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    vm_start: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description the same key again within a day gets the same answer, or the same operation; nothing is done twice
                 * @example 3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description `respond-async`: answer at once, do not wait for the end
                 * @example respond-async
                 */
                Prefer?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OperateVmForm"];
            };
        };
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description the body is larger than 1 MiB */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    vm_statistics: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VmStatisticsEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    vm_status: {
        parameters: {
            query: {
                /** @example 0123456789abcdef0123456789abcdef */
                uuid: string;
            };
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    vm_stop: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description the same key again within a day gets the same answer, or the same operation; nothing is done twice
                 * @example 3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description `respond-async`: answer at once, do not wait for the end
                 * @example respond-async
                 */
                Prefer?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OperateVmForm"];
            };
        };
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description the body is larger than 1 MiB */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    vm_suspend: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description the same key again within a day gets the same answer, or the same operation; nothing is done twice
                 * @example 3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description `respond-async`: answer at once, do not wait for the end
                 * @example respond-async
                 */
                Prefer?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OperateVmForm"];
            };
        };
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description the body is larger than 1 MiB */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    vm_test: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description hello */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example hello */
                    "application/json": unknown;
                };
            };
        };
    };
    vm_update: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description the same key again within a day gets the same answer, or the same operation; nothing is done twice
                 * @example 3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description `respond-async`: answer at once, do not wait for the end
                 * @example respond-async
                 */
                Prefer?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ModifyVmForm"];
            };
        };
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description the body is larger than 1 MiB */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    vm_vnc_url: {
        parameters: {
            query: {
                /** @example 0123456789abcdef0123456789abcdef */
                uuid: string;
            };
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VncUrlEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description too often, or after too many failures: `Retry-After` says when to come again */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    volume_attach: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description the same key again within a day gets the same answer, or the same operation; nothing is done twice
                 * @example 3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description `respond-async`: answer at once, do not wait for the end
                 * @example respond-async
                 */
                Prefer?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AttachVolumeForm"];
            };
        };
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description the body is larger than 1 MiB */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    volume_change_owner: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description the same key again within a day gets the same answer, or the same operation; nothing is done twice
                 * @example 3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeVolumeOwnerForm"];
            };
        };
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description the body is larger than 1 MiB */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    volume_create: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description the same key again within a day gets the same answer, or the same operation; nothing is done twice
                 * @example 3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description `respond-async`: answer at once, do not wait for the end
                 * @example respond-async
                 */
                Prefer?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateVolumeForm"];
            };
        };
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VolumeEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description the body is larger than 1 MiB */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    volume_delete: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description the same key again within a day gets the same answer, or the same operation; nothing is done twice
                 * @example 3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description `respond-async`: answer at once, do not wait for the end
                 * @example respond-async
                 */
                Prefer?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeleteVolumeForm"];
            };
        };
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description the body is larger than 1 MiB */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    volume_detach: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description the same key again within a day gets the same answer, or the same operation; nothing is done twice
                 * @example 3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description `respond-async`: answer at once, do not wait for the end
                 * @example respond-async
                 */
                Prefer?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AttachVolumeForm"];
            };
        };
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description the body is larger than 1 MiB */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    volume_edit: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
                /**
                 * @description the same key again within a day gets the same answer, or the same operation; nothing is done twice
                 * @example 3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EditVolumeForm"];
            };
        };
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VolumeEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description the body is larger than 1 MiB */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    volume_fuzzy_query: {
        parameters: {
            query: {
                /** @example web */
                keywords: string;
                /**
                 * @description of `sort`; what has no value comes last
                 * @example desc
                 */
                order?: components["schemas"]["Order"];
                /**
                 * @description 1-based
                 * @example 1
                 */
                page_num: number;
                /** @example 10 */
                page_size: number;
                /** @example name */
                sort?: components["schemas"]["VolumeSort"];
                /** @example AVAILABLE */
                status: string;
            };
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VolumePageEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    volume_page_query_all: {
        parameters: {
            query: {
                /**
                 * @description of `sort`; what has no value comes last
                 * @example desc
                 */
                order?: components["schemas"]["Order"];
                /**
                 * @description 1-based
                 * @example 1
                 */
                page_num: number;
                /** @example 10 */
                page_size: number;
                /** @example name */
                sort?: components["schemas"]["VolumeSort"];
            };
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VolumePageEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    volume_query_all: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VolumeListEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    volume_statistics: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `en...`: `message` in English instead of Chinese
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description success, or a failure: `code` tells */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VolumeStatisticsEnvelope"] | components["schemas"]["Failure"];
                };
            };
            /** @description no token, or one that is good no more */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description signed in, and not allowed */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
}
