"""`/vm/start|stop|reboot|suspend|resume|update|reduce`: each waits for the end of its operation as v1 did."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from iaas_core.auth.permissions import Access, needs
from iaas_core.envelope import failing, ok
from iaas_core.envelope_codes import Code
from iaas_core.forms.replies import Envelope, MessageReply
from iaas_core.forms.vm import ModifyVmForm, OperateVmForm
from iaas_core.routes.context import AskerOf, Services
from iaas_core.routes.guard import GuardedRoute
from iaas_core.services.vm_work import REBOOT, RESUME, START, STOP, SUSPEND


def vm_power_router(services: Services) -> APIRouter:
    """Power and size of VMs."""
    router = APIRouter(prefix="/vm", tags=["vm"], route_class=GuardedRoute)
    work = services.vm_work
    reply = Envelope[MessageReply]

    @router.post("/start", response_model=reply, summary="start a stopped VM")
    @failing(Code.VM_START_ERROR)
    @needs(Access.USER)
    def start(request: Request, form: OperateVmForm, asker: AskerOf) -> Response:
        return ok(request, work.power(START, form, asker))

    @router.post("/stop", response_model=reply, summary="ask the guest to shut down; its power is cut after 20 s")
    @failing(Code.VM_STOP_ERROR)
    @needs(Access.USER)
    def stop(request: Request, form: OperateVmForm, asker: AskerOf) -> Response:
        return ok(request, work.power(STOP, form, asker))

    @router.post("/reboot", response_model=reply, summary="restart the guest, by a reset after 20 s; or start the VM")
    @failing(Code.VM_REBOOT_ERROR)
    @needs(Access.USER)
    def reboot(request: Request, form: OperateVmForm, asker: AskerOf) -> Response:
        return ok(request, work.power(REBOOT, form, asker))

    @router.post("/suspend", response_model=reply, summary="save the guest's memory to disk and turn it off")
    @failing(Code.VM_SUSPEND_ERROR)
    @needs(Access.USER)
    def suspend(request: Request, form: OperateVmForm, asker: AskerOf) -> Response:
        return ok(request, work.power(SUSPEND, form, asker))

    @router.post("/resume", response_model=reply, summary="go on from the saved memory")
    @failing(Code.VM_RESUME_ERROR)
    @needs(Access.USER)
    def resume(request: Request, form: OperateVmForm, asker: AskerOf) -> Response:
        return ok(request, work.power(RESUME, form, asker))

    @router.post("/update", response_model=reply, summary="raise vCPUs and memory, also of a running guest")
    @failing(Code.VM_MODIFY_ERROR)
    @needs(Access.USER)
    def update(request: Request, form: ModifyVmForm, asker: AskerOf) -> Response:
        return ok(request, work.update(form, asker))

    @router.post("/reduce", response_model=reply, summary="lower vCPUs and memory of a stopped VM")
    @failing(Code.VM_MODIFY_ERROR)
    @needs(Access.USER)
    def reduce(request: Request, form: ModifyVmForm, asker: AskerOf) -> Response:
        return ok(request, work.reduce(form, asker))

    return router
