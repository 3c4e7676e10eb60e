"""v1's folders of disks, by its worked examples."""

from __future__ import annotations

from api_common.contract.states import VolumeUsage
from api_common.volume_paths import folder_letters, provider_location


def test_the_worked_examples_of_v1() -> None:
    assert folder_letters("0123456789abcdef0123456789abcdef") == ("g", "v")
    assert folder_letters("414068a8ed364bfba8c75a665fac37d4") == ("a", "k")
    assert (
        provider_location(VolumeUsage.DATA, "0123456789abcdef0123456789abcdef", ".img")
        == "data-volumes/g/v/0123456789abcdef0123456789abcdef.img"
    )


def test_system_disks_have_an_area_of_their_own() -> None:
    uuid = "414068a8ed364bfba8c75a665fac37d4"
    assert provider_location(VolumeUsage.SYSTEM, uuid, ".qcow2") == f"sys-volumes/a/k/{uuid}.qcow2"
