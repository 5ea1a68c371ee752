"""What was said and done in the invented case, and its clocks."""

from openhall.channels.portal.samples.saying import Say
from openhall.ui.desk_case_views import Clock, HistoryEntry, Message, Opinion, Pause
from openhall.ui.desk_views import Due


def opinions(say: Say) -> tuple[Opinion, ...]:
    """Return what other offices say: in favour with a condition, against, waiting, late."""
    return (
        Opinion(
            say("Fire Office", "消防處", "消防处"),
            "approve",
            say("In favour", "同意", "同意"),
            say("Inspector Odell", "奧主任", "奥主任"),
            say("18 November 2026", "2026年11月18日", "2026年11月18日"),
            words=say("The exit at the back stays free.", "後方走火通道保持暢通。", "后方消防通道保持畅通。"),
            conditions=(
                say("No gas heaters outside", "戶外不得使用氣體暖爐", "户外不得使用燃气取暖器"),
                say("An extinguisher within ten metres", "十米內備有滅火筒", "十米内备有灭火器"),
            ),
        ),
        Opinion(
            say("Roads Office", "道路處", "道路处"),
            "refuse",
            say("Against", "不同意", "不同意"),
            say("Engineer Bala", "白工程師", "白工程师"),
            say("20 November 2026", "2026年11月20日", "2026年11月20日"),
            words=say(
                "The pavement is too narrow for two prams.",
                "行人路太窄，兩架嬰兒車不能並行。",
                "人行道太窄，两辆婴儿车不能并行。",
            ),
        ),
        Opinion(
            say("Health Office", "衞生處", "卫生处"),
            "waiting",
            say("Not yet heard", "尚未回覆", "尚未答复"),
            due=say("due by 3 December 2026", "限期2026年12月3日", "办结时限2026年12月3日"),
        ),
        Opinion(
            say(
                "Office for Listed Buildings, Drainage and Related Exemptions",
                "古蹟渠務及相關豁免事務處",
                "文物建筑排水及相关豁免事务处",
            ),
            "late",
            say("Late: its head was told", "已逾期，已通知主管", "已超时，已通知负责人"),
            due=say("was due by 19 November 2026", "限期為2026年11月19日", "办结时限为2026年11月19日"),
        ),
    )


def messages(say: Say) -> tuple[Message, ...]:
    """Return a short talk between the applicant and the office."""
    return (
        Message(
            say("You", "你", "您"),
            say("2 November, 15:20", "11月2日15:20", "11月2日15:20"),
            say(
                "Please send a clearer photograph of the pavement.",
                "請補交一張較清晰的行人路照片。",
                "请补交一张更清晰的人行道照片。",
            ),
        ),
        Message(
            say("The applicant", "申請人", "申请人"),
            say("9 November, 08:04", "11月9日08:04", "11月9日08:04"),
            say(
                "Here it is.\nI measured it again: 2.4 metres.",
                "已附上。\n重新量度過：2.4米。",
                "已附上。\n重新量过：2.4米。",
            ),
            is_from_applicant=True,
            is_new=True,
            files=(("pavement.jpg", "#"),),
        ),
    )


def clocks(say: Say) -> tuple[Clock, ...]:
    """Return three deadlines: one soon, one calm, one late."""
    begun = say("since 2 November", "由11月2日起", "自11月2日起")
    return (
        Clock(
            "pledged",
            say("What the applicant was told", "對申請人的承諾", "对申请人的承诺"),
            Due(say("Monday, 30 November 2026", "2026年11月30日（星期一）", "2026年11月30日（星期一）"), 2),
            begun,
            say("15 working days", "15個工作天", "15个工作日"),
            87,
        ),
        Clock(
            "legal",
            say("What the law says", "法例規定", "法定时限"),
            Due(say("Thursday, 31 December 2026", "2026年12月31日（星期四）", "2026年12月31日（星期四）"), 24),
            begun,
            say("2 months", "2個月", "2个月"),
            40,
            say("Street Cafés Act, section 6", "《路邊茶座條例》第6條", "《露天咖啡座条例》第6条"),
            "#",
        ),
        Clock(
            "internal",
            say("Set by the office: first look", "辦事處內部：首次審核", "部门内部：首次审核"),
            Due(say("Tuesday, 24 November 2026", "2026年11月24日（星期二）", "2026年11月24日（星期二）"), -2),
            begun,
            say("10 working days", "10個工作天", "10个工作日"),
            100,
        ),
    )


def pauses(say: Say) -> tuple[Pause, ...]:
    """Return one stop that is over and one that lasts."""
    return (
        Pause(
            say("A clearer photograph was asked for", "等候補交較清晰的照片", "等待补交更清晰的照片"),
            say("2 November", "11月2日", "11月2日"),
            say("9 November 2026", "2026年11月9日", "2026年11月9日"),
            say("Ada Lind", "林愛達", "林爱达"),
            say("5 working days", "5個工作天", "5个工作日"),
        ),
    )


def history(say: Say) -> tuple[HistoryEntry, ...]:
    """Return what was done, the last first."""
    rules = say(
        "Rules of 1 October 2026; all parts of the system were well.",
        "適用2026年10月1日的規則；當時系統各部分運作正常。",
        "适用2026年10月1日的规则；当时系统各部分运行正常。",
    )
    return (
        HistoryEntry(
            say("20 November 2026, 11:05", "2026年11月20日11:05", "2026年11月20日11:05"),
            say("Engineer Bala, Roads Office", "白工程師，道路處", "白工程师，道路处"),
            say("Opinion given: against", "提出意見：不同意", "提出意见：不同意"),
            rules,
            "#",
        ),
        HistoryEntry(
            say("9 November 2026, 08:04", "2026年11月9日08:04", "2026年11月9日08:04"),
            say("The applicant", "申請人", "申请人"),
            say("Answered; the clock went on", "已回覆，恢復計時", "已答复，恢复计时"),
            proof_href="#",
        ),
        HistoryEntry(
            say("2 November 2026, 15:20", "2026年11月2日15:20", "2026年11月2日15:20"),
            say("Ada Lind, Trade Office", "林愛達，貿易處", "林爱达，贸易处"),
            say("Asked for a photograph; the clock stopped", "要求補交照片，暫停計時", "要求补交照片，暂停计时"),
            proof_href="#",
        ),
        HistoryEntry(
            say("2 November 2026, 10:02", "2026年11月2日10:02", "2026年11月2日10:02"),
            say("The applicant", "申請人", "申请人"),
            say("Submitted", "已遞交", "已提交"),
            proof_href="#",
        ),
    )
