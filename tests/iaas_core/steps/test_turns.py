"""The places of disks: v1's letters first, then two, and no more."""

from __future__ import annotations

import pytest

from api_common.contract.vm import Vm, VmView
from api_common.contract.volume import Volume
from api_common.errors import IaasError
from iaas_core.steps.turns import PLACES, free_place


def view(*mounted: str | None) -> VmView:
    return VmView(vm=Vm(uuid="v"), volumes=[Volume(uuid=str(n), mount_point=point) for n, point in enumerate(mounted)])


@pytest.mark.parametrize(
    ("mounted", "place"),
    [(("vda",), "vdb"), (("vda", "hdb", "sdc", None, ""), "vdd"), (("vda", "vdc", "vdaa"), "vdb")],
)
def test_the_first_that_is_free_whatever_the_prefix(mounted: tuple[str | None, ...], place: str) -> None:
    assert free_place(view(*mounted)) == place


def test_after_z_there_are_two_letters_and_an_end() -> None:
    assert free_place(view(*(f"vd{place}" for place in PLACES[:26]))) == "vdaa"
    with pytest.raises(IaasError, match="52 disks; no device letter"):
        free_place(view(*(f"vd{place}" for place in PLACES)))
