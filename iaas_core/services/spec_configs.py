"""Option lists of the console."""

from __future__ import annotations

from api_common.contract.changes import Create, Expect, Remove, SetFields
from api_common.contract.spec_config import SpecConfig
from api_common.contract.states import ResourceType, SpecType
from api_common.errors import not_found
from iaas_core.forms.replies import MessageReply, SpecConfigReply, SpecTypeReply
from iaas_core.forms.spec_config import CreateSpecConfigForm, EditSpecConfigForm
from iaas_core.services.looks import look_again
from iaas_core.steps.doors import Doors


class SpecConfigs:
    """`/spec_config/...`."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors

    def all(self, type_: SpecType | None = None) -> list[SpecConfigReply]:
        """Options, sorted by type."""
        return [_reply(option) for option in self._doors.db.spec_configs(type_)]

    def types(self) -> list[SpecTypeReply]:
        """The types there are."""
        return [SpecTypeReply(type=type_) for type_ in SpecType]

    def create(self, form: CreateSpecConfigForm) -> SpecConfigReply:
        """A new option."""
        option = SpecConfig(type=form.type, value=form.value, description=form.description)
        created = self._doors.db.apply([Create(type=ResourceType.SPEC_CONFIG, record=option.to_wire())]).created
        return _reply(SpecConfig.model_validate(created[0]))

    def edit(self, form: EditSpecConfigForm) -> SpecConfigReply:
        """Replace an option; an unknown id is refused, never inserted (D55)."""
        fields = {"type": form.type.value, "value": form.value, "description": form.description}
        self._doors.db.apply([SetFields(type=ResourceType.SPEC_CONFIG, key=str(form.id), fields=fields)])
        return SpecConfigReply(id=form.id, type=form.type, value=form.value, description=form.description)

    @look_again
    def delete(self, option_id: int) -> MessageReply:
        """An unknown id is told so."""
        if all(option.id != option_id for option in self._doors.db.spec_configs()):
            raise not_found("option", option_id)
        there = Expect(type=ResourceType.SPEC_CONFIG, key=str(option_id))
        self._doors.db.apply([there, Remove(type=ResourceType.SPEC_CONFIG, key=str(option_id))])
        return MessageReply()


def _reply(option: SpecConfig) -> SpecConfigReply:
    return SpecConfigReply(id=option.id, type=option.type, value=option.value, description=option.description)
