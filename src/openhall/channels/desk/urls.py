"""Addresses of the officers' desk, below ``/desk/``."""

from django.urls import URLPattern, URLResolver, include, path

from openhall.channels.desk import (
    case_acts,
    counters,
    counts,
    keys,
    money,
    notes,
    outcome_acts,
    papers,
    registers,
    troubles,
    work_acts,
    work_export,
    worklist,
)
from openhall.channels.desk.case import case

_TASK = "cases/<str:reference>/tasks/<int:task>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", worklist.work),
    path("work.csv", work_export.work_file),
    path("assign/", work_acts.assign),
    path("next/", work_acts.next_case),
    path("cases/<str:reference>/", case),
    path("cases/<str:reference>/papers/<str:file>", papers.paper),
    path("cases/<str:reference>/notes/", notes.keep),
    path("cases/<str:reference>/message/", case_acts.message),
    path(f"{_TASK}decide/", case_acts.decide),
    path(f"{_TASK}ask/", case_acts.ask),
    path(f"{_TASK}take-back/", case_acts.take_question_back),
    path(f"{_TASK}pass/", case_acts.pass_case),
    path(f"{_TASK}take/", case_acts.take),
    path(f"{_TASK}give-back/", case_acts.give_back),
    path(f"{_TASK}hand/", case_acts.hand),
    path("cases/<str:reference>/money/<str:about>/cash/", outcome_acts.cash),
    path("cases/<str:reference>/money/<str:about>/waive/", outcome_acts.waive),
    path("cases/<str:reference>/money/<str:about>/refund/", outcome_acts.refund),
    path("cases/<str:reference>/refunds/<str:about>/approve/", outcome_acts.approve),
    path("cases/<str:reference>/refunds/<str:about>/decline/", outcome_acts.decline),
    path("cases/<str:reference>/refunds/<str:about>/payout/", outcome_acts.payout),
    path("cases/<str:reference>/issued/<str:about>/revoke/", outcome_acts.revoke),
    path("cases/<str:reference>/visits/<str:about>/attended/", outcome_acts.attended),
    path("cases/<str:reference>/visits/<str:about>/missed/", outcome_acts.missed),
    path("registers/", registers.registers_page),
    path("registers/<str:register>/<str:number>/", registers.entry),
    path("registers/<str:register>/<str:number>/suspend/", registers.suspend),
    path("registers/<str:register>/<str:number>/restore/", registers.restore),
    path("counters/", counters.counters_page),
    path("counters/<str:office>/call/", counters.call),
    path("money/", money.money_page),
    path("troubles/", troubles.troubles_page),
    path("troubles/retry/", troubles.retry),
    path("troubles/retry-all/", troubles.retry_all),
    path("counts/", counts.counts_page),
    path("counts.csv", counts.counts_file),
    path("keys/", keys.keys),
    path("people/", include("openhall.channels.desk.people_urls")),
]
