"""The whole API: every router in its place, before anybody asks for its addresses or its description."""

from openhall.channels.api import (
    agreements,
    applications,
    appointments,
    demo,
    exchange,
    fees,
    files,
    forms,
    log,
    looked,
    mandates,
    notices,
    own_acts,
    papers,
    payments,
    registers,
    seats,
    tasks,
    uploads,
)
from openhall.channels.api.endpoints import api

api.add_router("/applications", applications.router)
api.add_router("/applications", own_acts.router)
api.add_router("/applications", papers.router)
api.add_router("/payments", payments.router)
api.add_router("/applications", appointments.router)
api.add_router("/appointments", appointments.slots_router)
api.add_router("/demo", demo.router)
api.add_router("/agreements", agreements.router)
api.add_router("/mandates", mandates.router)
api.add_router("/organisations", seats.router)
api.add_router("/exchange", exchange.router)
api.add_router("/log", log.router)
api.add_router("/me", looked.router)
api.add_router("/registers", registers.router)
api.add_router("/notices", notices.router)
api.add_router("/tasks", tasks.router)
api.add_router("/services", forms.router)
api.add_router("/services", fees.router)
api.add_router("", files.router)
api.add_router("", uploads.router)

__all__ = ["api"]
