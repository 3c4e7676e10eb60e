"""The ensure verbs on the disks of a domain that exists. Their files are storage's."""

from __future__ import annotations

from api_common.contract.agent_spec import DomainAnswer, EnsureDisk, EnsureNoDisk
from api_common.contract.states import JobStatus
from iaas_agent.domain_xml.devices import Identity, disk_device, identity
from iaas_agent.hypervisor.observer import Observer
from iaas_agent.hypervisor.plugging import look, plug, unplug_from_definition
from iaas_agent.hypervisor.session import Session
from iaas_agent.hypervisor.turns import Turns
from iaas_agent.hypervisor.unplugging import Unplugging, saved


class Disks:
    """Plug in and unplug."""

    def __init__(self, turns: Turns, observer: Observer, unplugging: Unplugging) -> None:
        self._turns = turns
        self._observer = observer
        self._unplugging = unplugging

    def ensure_disk(self, uuid: str, body: EnsureDisk) -> DomainAnswer:
        """In the definition and, where it runs, in the guest. `conflict` if the place is taken."""

        def work(session: Session) -> DomainAnswer:
            domain = session.domain(uuid)
            device = disk_device(body.disk, session.profile.disk_path)
            self._unplugging.forget(uuid, identity(device))
            plug(session, domain, device)
            return self._observer.answer(domain)

        return self._turns.do(uuid, body, "the disk cannot be plugged in", work)

    def ensure_no_disk(self, uuid: str, body: EnsureNoDisk) -> DomainAnswer:
        """Neither here nor there, now or when the job is done that the answer tells of."""

        def work(session: Session) -> DomainAnswer | Identity:
            domain = session.find(uuid)
            if domain is None:
                return DomainAnswer(report=self._turns.look(uuid))
            wanted = identity(disk_device(body.disk, session.profile.disk_path))
            sides = look(session, domain)
            if not sides.now_has(wanted):
                self._unplugging.forget(uuid, wanted)
                unplug_from_definition(session, domain, wanted)
                return self._observer.answer(domain)
            if not sides.runs:
                raise saved()
            self._unplugging.promise(uuid, wanted, key)
            return wanted

        key = f"{body.operation_uuid}.unplug.{body.disk.uuid}"
        done = self._turns.do(uuid, body, "the disk cannot be unplugged", work)
        if isinstance(done, DomainAnswer):
            return done
        job = self._unplugging.begin(uuid, done, key)
        report = self._turns.look(uuid)
        return DomainAnswer(report=report, job=None if job.status is JobStatus.DONE else job)
