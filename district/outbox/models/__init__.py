from district.outbox.models.import_run import ImportRun, RefusedRow
from district.outbox.models.message import Message
from district.outbox.models.outbox_task import OutboxTask
from district.outbox.models.progress import Progress
from district.outbox.models.schedule_slot import ScheduleSlot

__all__ = ["ImportRun", "Message", "OutboxTask", "Progress", "RefusedRow", "ScheduleSlot"]
