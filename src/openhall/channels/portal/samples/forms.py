"""One field of every kind, and pages of questions made of them."""

from openhall.channels.portal.samples.saying import Say
from openhall.ui.form_views import Choice, FieldView, KeptFile, QuestionView

_MEGABYTE = 1_000_000
_DISTRICTS = (
    ("north", "North", "北區", "北区"),
    ("harbour", "Harbour", "海港區", "海港区"),
    ("hill", "Hill", "山頂區", "山顶区"),
    ("island", "Islands", "離島區", "离岛区"),
)


def text_page(say: Say, own: str) -> QuestionView:
    """Return a page that asks for a name the state already knows."""
    name = FieldView(
        name=f"{own}-name",
        base="string",
        label=say("What is your name?", "你的姓名？", "您的姓名是什么？"),
        hint=say(
            "As on your identity card. One name alone is fine.",
            "與身份證相同。只有一個名字也可以。",
            "与身份证一致。只有一个名字也可以。",
        ),
        why=say(
            "It is printed on your licence, and tells us who you are.",
            "姓名會印在牌照上，也用來確認你是誰。",
            "姓名会印在执照上，也用来确认您的身份。",
        ),
        value="陳大文 CHAN Tai Man",
        autocomplete="name",
        source=say("Registration Office", "登記處", "登记处"),
    )
    return _page(say, own, name, number=3, total=12)


def number_page(say: Say, own: str) -> QuestionView:
    """Return a page whose answer has to be mended."""
    words = say(
        "Enter your number like 79927398713. The last figure looks wrong",
        "請填寫號碼，例如 79927398713。最後一個數字似乎不對",
        "请填写号码，例如 79927398713。最后一个数字似乎不对",
    )
    field = FieldView(
        name=f"{own}-number",
        base="string",
        label=say("What is your identity card number?", "你的身份證號碼？", "您的身份证号码是什么？"),
        hint=say("It is on the front of the card.", "在身份證正面。", "在身份证正面。"),
        example="79927398713",
        why=say(
            "It keeps your case apart from those of people with the same name.",
            "避免與同名的人混淆。",
            "避免与同名的人混淆。",
        ),
        value="79927398711",
        error=words,
        width=12,
    )
    return _page(say, own, field, number=4, total=12)


def children_page(say: Say, own: str) -> QuestionView:
    """Return a page that asks the same of several children."""
    items = tuple(_child(say, f"{own}-{number}", name) for number, name in enumerate(("Ka Yan", "")))
    field = FieldView(
        name=own,
        base="group",
        label=say("Which other children were born?", "還有哪些子女同時出生？", "还有哪些孩子同时出生？"),
        hint=say(
            "One entry for each child born at the same time.",
            "每名同時出生的子女各填一項。",
            "每个同时出生的孩子各填一项。",
        ),
        items=items,
        item_label=say("Child", "子女", "孩子"),
        can_add=True,
        can_remove=True,
    )
    return _page(say, own, field, number=7, total=12)


def file_page(say: Say, own: str) -> QuestionView:
    """Return a page that asks for photographs, one of which has arrived."""
    field = FieldView(
        name=f"{own}-photos",
        base="file",
        label=say("Send photos of the place", "請上載地點的相片", "请上传地点的照片"),
        hint=say("A photo from your phone is fine.", "用手機拍攝的相片便可。", "用手机拍的照片就可以。"),
        kept=(KeptFile("f-1", "IMG_2048 a very long name that a telephone made up by itself.heic", 2_340_000),),
        accept=".jpg,.png,.heic,.pdf",
        max_bytes=10 * _MEGABYTE,
        max_files=5,
        upload="/uploads/",
        required=False,
    )
    return _page(say, own, field, number=11, total=12, has_files=True)


def practice_page(say: Say, own: str) -> QuestionView:
    """Return a page of several fields, in practice."""
    fields = (_address(say, f"{own}-home"), _moved(say, f"{own}-moved"), _happy(say, f"{own}-sure"))
    return QuestionView(
        service=_service(say),
        service_href="#question",
        title=say("Where do you live now?", "你現時住在哪裏？", "您现在住在哪里？"),
        lead=say("We write to this address.", "我們會寄信到這個地址。", "我们会把信寄到这个地址。"),
        action="/ui/",
        back_href="#question",
        fields=fields,
        number=5,
        total=12,
        is_practice=True,
        can_save=False,
    )


def choice_fields(say: Say, own: str) -> tuple[FieldView, ...]:
    """Return the other kinds of field, for which a page of their own would say nothing new."""
    return (
        _how(say, f"{own}-how"),
        FieldView(
            f"{own}-from",
            "country",
            say("Nationality", "國籍", "国籍"),
            choices=tuple(Choice(each, say(en, hant, hans)) for each, en, hant, hans in _DISTRICTS),
        ),
        FieldView(f"{own}-phone", "telephone", say("Telephone", "電話", "电话"), example="2345 6789", width=20),
        FieldView(f"{own}-price", "money", say("Price", "價錢", "价格"), prefix="$", value="1,200.50", width=8),
        FieldView(f"{own}-month", "month", say("Since which month?", "由哪個月開始？", "从哪个月开始？")),
        FieldView(
            f"{own}-visit",
            "datetime",
            say("When shall we come?", "我們何時前來？", "我们什么时候来？"),
            value={"day": "7", "month": "12", "year": "2026", "time": "14:30"},
        ),
        FieldView(
            f"{own}-more",
            "text",
            say("Anything else?", "還有其他資料嗎？", "还有其他信息吗？"),
            required=False,
            max_length=2000,
        ),
    )


def _page(say: Say, own: str, field: FieldView, number: int, total: int, *, has_files: bool = False) -> QuestionView:
    return QuestionView(
        service=_service(say),
        service_href="#question",
        title=field.label,
        action="/ui/",
        back_href="#question",
        fields=(field,),
        errors=((field.name, field.error),) if field.error else (),
        number=number,
        total=total,
        has_files=has_files,
        hidden={"_page": own},
    )


def _service(say: Say) -> str:
    return say("Dog licence", "狗隻牌照", "犬只执照")


def _child(say: Say, name: str, given: str) -> tuple[FieldView, ...]:
    born = {"day": "3", "month": "11", "year": "2026"} if given else {}
    return (
        FieldView(f"{name}-called", "string", say("Name", "姓名", "姓名"), value=given),
        FieldView(f"{name}-born", "date", say("Date of birth", "出生日期", "出生日期"), value=born),
    )


def _address(say: Say, name: str) -> FieldView:
    districts = tuple(Choice(each, say(en, hant, hans)) for each, en, hant, hans in _DISTRICTS)
    boxes = (
        FieldView(f"{name}-room", "string", say("Flat or room", "室", "室"), width=8, value="A"),
        FieldView(f"{name}-floor", "string", say("Floor", "樓層", "楼层"), width=8, value="12"),
        FieldView(f"{name}-building", "string", say("Building or estate", "大廈或屋苑", "大厦或小区")),
        FieldView(f"{name}-street", "string", say("Street and number", "街道及門牌號數", "街道和门牌号")),
        FieldView(f"{name}-district", "choice", say("District", "地區", "地区"), choices=districts, is_list=True),
        FieldView(f"{name}-none", "boolean", say("I have no fixed address", "沒有固定地址", "没有固定住址")),
    )
    return FieldView(name, "address", say("Address", "地址", "地址"), fields=boxes)


def _moved(say: Say, name: str) -> FieldView:
    return FieldView(name, "date", say("When did you move in?", "何時遷入？", "什么时候搬来的？"))


def _happy(say: Say, name: str) -> FieldView:
    return FieldView(name, "boolean", say("Letters may come by email", "可用電郵收信", "可以用电子邮件收信"))


def _how(say: Say, name: str) -> FieldView:
    options = (
        Choice(
            "post", say("By post", "郵寄", "邮寄"), say("Three to five days more.", "另需三至五天。", "另需三至五天。")
        ),
        Choice("counter", say("At a counter", "到櫃位領取", "到窗口领取")),
        Choice("other", say("Another way", "其他方式", "其他方式")),
    )
    label = say("How would you like to get it?", "你想怎樣領取？", "您希望怎样领取？")
    return FieldView(name, "choice", label, value="counter", choices=options)
