"""Bodies of the requests under `/operation`."""

from __future__ import annotations

from iaas_core.forms.base import Form, Uuid


class OperationForm(Form):
    """An operation to retry or cancel."""

    uuid: Uuid
