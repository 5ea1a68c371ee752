"""An invented process for the picture of processes: several offices at once, a payment, a second look."""

from openhall.channels.portal.samples.saying import Say
from openhall.kernel.bpmn.model import Bounds, Diagram, Event, Flow, Loop, Model, Node, NodeKind
from openhall.kernel.languages import ALL, BY_CODE, Language
from openhall.ui.diagram_views import DiagramView, Mark
from openhall.ui.process_diagrams import draw_process

_TASK, _EVENT, _GATE = (108.0, 80.0), (36.0, 36.0), (46.0, 46.0)
_SIZES = {NodeKind.START: _EVENT, NodeKind.END: _EVENT, NodeKind.BOUNDARY: _EVENT}
_GATES = {NodeKind.EXCLUSIVE, NodeKind.PARALLEL}
_Y = 160.0
#: Id, kind, the middle of it, scope, attributes.
_NODES: tuple[tuple[str, NodeKind, float, float, str, dict[str, str]], ...] = (
    ("sent", NodeKind.START, 40, _Y, "", {}),
    ("check", NodeKind.USER, 150, _Y, "", {"role": "case-officer", "office": "lead"}),
    ("complete", NodeKind.EXCLUSIVE, 262, _Y, "", {}),
    ("offices", NodeKind.SUBPROCESS, 465, _Y, "", {}),
    ("begin", NodeKind.START, 370, _Y + 10, "offices", {}),
    ("opinion", NodeKind.USER, 465, _Y + 10, "offices", {"role": "case-officer", "office": "each"}),
    ("given", NodeKind.END, 560, _Y + 10, "offices", {}),
    ("silent", NodeKind.BOUNDARY, 525, _Y + 80, "", {}),
    ("remind", NodeKind.SERVICE, 640, _Y + 165, "", {"act": "note-delay"}),
    ("amount", NodeKind.RULE, 680, _Y, "", {"decision": "fees"}),
    ("sign", NodeKind.USER, 820, _Y, "", {"role": "supervisor"}),
    ("granted", NodeKind.EXCLUSIVE, 932, _Y, "", {}),
    ("pay", NodeKind.SERVICE, 1045, _Y, "", {"act": "charge"}),
    ("issue", NodeKind.SERVICE, 1185, _Y, "", {"act": "issue"}),
    ("done", NodeKind.END, 1305, _Y, "", {"outcome": "approved"}),
    ("refused", NodeKind.END, 932, _Y + 165, "", {"outcome": "refused"}),
)
_FLOWS = (
    ("f1", "sent", "check"),
    ("f2", "check", "complete"),
    ("f3", "complete", "offices"),
    ("f4", "complete", "refused"),
    ("f5", "begin", "opinion"),
    ("f6", "opinion", "given"),
    ("f7", "offices", "amount"),
    ("f8", "silent", "remind"),
    ("f9", "remind", "amount"),
    ("f10", "amount", "sign"),
    ("f11", "sign", "granted"),
    ("f12", "granted", "pay"),
    ("f13", "granted", "refused"),
    ("f14", "pay", "issue"),
    ("f15", "issue", "done"),
)
#: Flows that do not go straight to the right: the corners on their way.
_CORNERS = {
    "f4": ((262.0, _Y + 23), (262.0, _Y + 250), (932.0, _Y + 250), (932.0, _Y + 183)),
    "f8": ((525.0, _Y + 98), (525.0, _Y + 165), (586.0, _Y + 165)),
    "f9": ((680.0, _Y + 125), (680.0, _Y + 40)),
    "f13": ((932.0, _Y + 23), (932.0, _Y + 147)),
}


def model() -> Model:
    """Return the process."""
    nodes = {id_: _node(id_, kind, scope, attributes) for id_, kind, _x, _y, scope, attributes in _NODES}
    shapes = {id_: _bounds(kind, x, y) for id_, kind, x, y, _scope, _attributes in _NODES}
    flows = {id_: Flow(id_, source, target) for id_, source, target in _FLOWS}
    edges = {id_: _CORNERS.get(id_) or _straight(shapes[source], shapes[target]) for id_, source, target in _FLOWS}
    diagram = Diagram(
        shapes,
        {
            "f4": Bounds(168, _Y + 120, 84, 30),
            "granted": Bounds(886, _Y - 62, 92, 30),
            "complete": Bounds(212, _Y - 62, 100, 30),
        },
        edges,
    )
    return Model("joint", "Joint approval", nodes, flows, {"": "sent", "offices": "begin"}, diagram)


def labels(say: Say) -> dict[str, str]:
    """Return what the steps are called."""
    return {
        "joint": say("Joint approval", "聯合審批", "并联审批"),
        "sent": say("Submitted", "已遞交", "已提交"),
        "check": say("Check that all is there", "核對資料是否齊備", "核对材料是否齐全"),
        "complete": say("Can it go on?", "可否繼續？", "能否继续？"),
        "f3": say("Yes", "可以", "可以"),
        "f4": say("Outside the law", "不屬法例範圍", "不属于法定范围"),
        "offices": say("Each office at the same time", "各部門同時審核", "各部门同时审核"),
        "opinion": say("Look at it and give an opinion", "審核並提出意見", "审核并提出意见"),
        "silent": say("10 working days", "10個工作天", "10个工作日"),
        "remind": say("Tell the head of the office", "通知部門主管", "通知部门负责人"),
        "amount": say("Work out the fee", "計算費用", "计算费用"),
        "sign": say("Decide and sign", "作決定並簽署", "作出决定并签署"),
        "granted": say("Granted?", "是否批准？", "是否批准？"),
        "f12": say("Yes", "是", "是"),
        "f13": say("No", "否", "否"),
        "pay": say("Ask for the fee and wait for it", "發出繳費通知並等候繳費", "发出缴费通知并等待缴费"),
        "issue": say("Issue the licence and enter it in the register", "簽發牌照並登記", "签发执照并登记"),
        "done": say("Granted", "已批准", "已批准"),
        "refused": say("Refused", "不獲批准", "不予批准"),
    }


_MARKS: dict[str, Mark] = {
    **dict.fromkeys(("sent", "check", "complete", "begin"), "past"),
    **dict.fromkeys(("offices", "opinion"), "now"),
    **dict.fromkeys(("given", "amount", "sign", "granted", "pay", "issue", "done", "refused"), "next"),
    **dict.fromkeys(("silent", "remind"), "left-out"),
}
_NOT_WHEN_REFUSED = frozenset({"silent", "remind", "pay", "issue", "done"})
_COUNTS = {"check": 12, "opinion": 31, "sign": 4, "pay": 1204, "issue": 2}


def under_way(say: Say, own: str) -> DiagramView:
    """Return the picture for a case that is with the offices."""
    return draw_process(model(), labels(say), _language(say)).marked(_MARKS, id=f"{own}-way")


def refused(say: Say, own: str) -> DiagramView:
    """Return the picture for a case that has ended."""
    marks: dict[str, Mark] = {id_: "left-out" if id_ in _NOT_WHEN_REFUSED else "past" for id_ in model().nodes}
    return draw_process(model(), labels(say), _language(say)).marked(marks, id=f"{own}-refused")


def counted(say: Say, own: str) -> DiagramView:
    """Return the picture with how many cases stand at each step."""
    drawing = draw_process(model(), labels(say), _language(say))
    return drawing.marked(counts=_COUNTS, id=f"{own}-counts", counted=say("Open cases", "未完成個案", "未办结办件"))


def plain(say: Say, own: str) -> DiagramView:
    """Return the picture alone."""
    return draw_process(model(), labels(say), _language(say)).marked(id=f"{own}-plain")


def _language(say: Say) -> Language:
    return BY_CODE[say(*(each.code for each in ALL))]


def _node(id_: str, kind: NodeKind, scope: str, attributes: dict[str, str]) -> Node:
    return Node(
        id=id_,
        kind=kind,
        scope=scope,
        incoming=tuple(flow for flow, _source, target in _FLOWS if target == id_),
        outgoing=tuple(flow for flow, source, _target in _FLOWS if source == id_),
        attributes=attributes,
        loop=Loop("departments") if kind is NodeKind.SUBPROCESS else None,
        event=Event("timer", "10 working days") if kind is NodeKind.BOUNDARY else None,
        attached_to="offices" if kind is NodeKind.BOUNDARY else "",
        interrupts=kind is not NodeKind.BOUNDARY,
    )


def _bounds(kind: NodeKind, x: float, y: float) -> Bounds:
    size = _SIZES.get(kind, _GATE if kind in _GATES else _TASK)
    width, height = (250.0, 160.0) if kind is NodeKind.SUBPROCESS else size
    return Bounds(x - width / 2, y - height / 2, width, height)


def _straight(source: Bounds, target: Bounds) -> tuple[tuple[float, float], ...]:
    """Return a line from the right side of one shape to the left side of the next."""
    return (source.x + source.width, source.y + source.height / 2), (target.x, target.y + target.height / 2)
