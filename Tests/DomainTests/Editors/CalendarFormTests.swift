import BusinessTime
import Editors
import FirstSteps
import Kernel
import Testing

@Suite("A calendar as somebody types it", .timeLimit(.minutes(10)))
struct CalendarFormTests {
  @Test(
    "days are read as people write them",
    arguments: [
      ("24 Dec 2026", "2026-12-24"), ("24 december 2026", "2026-12-24"), ("2026-12-24", "2026-12-24"),
      ("24.12.2026", "2026-12-24"), ("24 Dec", "12-24"), ("12-24", "12-24"), ("24.12.", "12-24"), ("1. May", "05-01"),
      ("30 Feb 2026", nil), ("29 Feb", nil), ("4/3/2026", nil), ("soon", nil), ("", nil), ("24 Dec 26", nil),
    ])
  func days(_ text: String, _ meant: String?) {
    let said: String?
    switch DayText.read(text) {
    case .date(let date): said = date.iso8601
    case .everyYear(let day): said = day.text
    case nil: said = nil
    }
    #expect(said == meant)
  }

  @Test("a closure is what its row says, or its fault stands at the field that is wrong")
  func closures() {
    func read(_ row: ClosureRow) -> (Closure?, [String]) {
      var faults: [FieldFault] = []
      let closure = row.closure(at: "", &faults)
      return (closure, faults.map(\.path))
    }
    func date(_ text: String) -> CivilDate { CivilDate(parsing: text) ?? CivilDate(daysSince1970: 0) }
    let noon = Window(start: 720, end: 1440)
    let christmas = MonthDay(month: 12, day: 25)
    #expect(read(.init(from: "24 Dec 2026", name: " Eve ")).0 == Closure(.date(date("2026-12-24"), nil), name: "Eve"))
    #expect(read(.init(from: "24 Dec 2026", hours: "12-24")).0 == Closure(.date(date("2026-12-24"), noon)))
    #expect(
      read(.init(from: "3 Aug 2026", to: "14 Aug 2026")).0
        == Closure(.once(from: date("2026-08-03"), to: date("2026-08-14"))))
    #expect(read(.init(from: "25 Dec", isYearly: true)).0 == christmas.map { Closure(.yearly(from: $0, to: $0)) })
    #expect(read(.init(from: "25 Dec 2026", isYearly: true)).0 == christmas.map { Closure(.yearly(from: $0, to: $0)) })
    let faults: [(ClosureRow, [String])] = [
      (.init(to: "25 Dec 2026"), ["from"]), (.init(from: "25 Dec"), ["from"]),
      (.init(from: "soon", to: "later"), ["from", "to"]), (.init(from: "3 Aug 2026", to: "1 Aug 2026"), ["to"]),
      (.init(from: "3 Aug 2026", to: "4 Aug 2026", hours: "12-24"), ["hours"]),
      (.init(from: "3 Aug 2026", hours: "late"), ["hours"]), (.init(from: "29 Feb 2028", isYearly: true), ["from"]),
      (.init(kept: "{}"), ["kept"]),
    ]
    for (row, paths) in faults { #expect(read(row).1 == paths && read(row).0 == nil, "\(row)") }
  }

  @Test("windows stand as they were typed, several a day, and each fault at its own field")
  func week() throws {
    var form = CalendarForm(
      timeZone: "UTC", workingDay: "7 h 30 min", horizon: "31 Dec 2027",
      days: [
        .monday: [.init(from: "8", to: "12:00"), .init(from: "13", to: "0")], .sunday: [.init(from: "0", to: "0")],
      ])
    let definition = try form.definition(base: nil)
    #expect(definition.weekly[.monday]?.map(\.text) == ["08:00-12:00", "13:00-00:00"])
    #expect(definition.weekly[.sunday] == [.wholeDay])
    #expect(definition.workingDay == .minutes(450) && definition.horizon?.iso8601 == "2027-12-31")
    form.timeZone = ""
    form.workingDay = "2 d"
    form.horizon = "someday"
    form.days[.tuesday] = [.init(from: "9"), .init(from: "25", to: "26"), .init(from: "9", to: "9")]
    form.closures = [ClosureRow(), ClosureRow(from: "never")]
    form.openings = [OpeningRow(day: "12 Dec")]
    do {
      _ = try form.definition(base: nil)
      Issue.record("it is taken")
    } catch MainstayError.invalid(let faults) {
      #expect(
        faults.map(\.path) == [
          "timeZone", "workingDay", "horizon", "tue.0.to", "tue.1.from", "tue.1.to", "tue.2.to", "closures.1.from",
          "openings.0.day",
        ])
    } catch {
      Issue.record(error)
    }
  }

  @Test("hours are added, taken out and copied to other days")
  func edits() {
    var form = CalendarForm.office(timeZone: "UTC")
    form.edit("add.mon")
    form.days[.monday]?[1] = .init(from: "20:00", to: "22:00")
    form.edit("copy.mon.rest")
    #expect(form.days[.friday]?.count == 2 && form.days[.saturday] == nil)
    form.edit("copy.mon.all")
    #expect(form.days[.sunday]?.map(\.from) == ["08:00", "20:00"])
    form.edit("remove.sun.0")
    #expect(form.days[.sunday]?.map(\.from) == ["20:00"])
    let before = form
    for act in ["remove.sun.7", "add.never", "copy.mon", "copy.mon.some", "", "remove"] { form.edit(act) }
    #expect(form == before)
  }

  @Test("what a file says comes back from its form word for word, also what no row can show")
  func roundTrip() throws {
    let json: JSON = [
      "timeZone": "Europe/Paris", "workingDay": "PT7H30M", "horizon": "2027-12-31",
      "weekly": [
        "mon": ["13:00-18:00", "08:00-12:00"], "tue": ["22:00-00:00"], "wed": ["00:00-24:00"], "sat": ["22:00-06:00"],
      ],
      "closures": [
        ["from": "12-24", "to": "01-01", "name": "Year's end"], ["date": "2026-05-14"],
        ["rule": "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "start": "2025-11-27", "name": "Thanksgiving"],
        ["from": "2026-08-03", "to": "2026-08-03"], ["date": "2026-12-31", "time": "12:00-24:00", "name": " odd "],
        ["from": "2026-01-01T10:00:00Z", "to": "2026-01-01T12:00:00Z"],
      ],
      "openings": [["date": "2026-12-12", "time": "09:00-13:00", "name": "Stocktaking"], ["date": "2026-12-13"]],
    ]
    let definition = try CalendarDefinition(json: json)
    let form = CalendarForm(definition)
    #expect(form.closures.map { $0.kept.isEmpty } == [true, true, false, true, false, false])
    #expect(try form.definition(base: definition).json == definition.json)
    #expect(CalendarForm.unshown(of: definition) == [])
    // More than the form has room for stays as it is.
    var large = definition
    large.closures = (0..<100).compactMap {
      CivilDate(year: 2026, month: 1, day: 1 + $0 % 28).map { Closure(.date($0, nil)) }
    }
    large.weekly[.monday] = (0..<8).compactMap { Window(start: $0 * 60, end: $0 * 60 + 30) }
    #expect(CalendarForm(large).closures.count == CalendarForm.Limit.closures)
    #expect(try CalendarForm(large).definition(base: large).json == large.json)
    #expect(CalendarForm.unshown(of: large) == ["45 more closures", "3 more windows of mon"])
  }

  @Test(
    "a fault of the definition leads to the field that it is about",
    arguments: [
      ("weekly.mon[1]", "mon.1.from"), ("weekly.tue", "tue.0.from"), ("closures[2].to", "closures.2.to"),
      ("closures[0].date", "closures.0.from"), ("closures[1]", "closures.1.from"),
      ("openings[0].name", "openings.0.name"),
      ("timeZone", "timeZone"), ("workingDay", "workingDay"),
    ])
  func paths(_ path: String, _ field: String) { #expect(CalendarForm.field(path) == field) }
}
