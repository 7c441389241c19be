import AgreementsPages
import BusinessTime
import Components
import Editors
import FirstSteps
import Kernel
import Markup

extension CalendarEditorPage {
  private static let formID = "calendar-form"

  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title,
      lead: key == nil
        ? "When time counts: clocks rest while the calendar is closed."
        : "What you save is a new version. Agreements that name it follow; tickets that are open keep their clocks.")
    html.faults(form.faults, labels: labels)
    if let othersSaved { html.othersSaved(othersSaved.version, othersSaved.clauses) }
    if !unshown.isEmpty {
      html.notice(.plain) {
        html.p(
          "A file made more of it than this page has room for. It stays as it is: \(unshown.joined(separator: ", ")).")
      }
    }
    if let review {
      meaning(html)
      html.review(review, form: CalendarEditorPage.formID, state: form, isChanged: isChanged, reader: reader)
    }
    html.fileForm(
      path, reader: reader, .id(CalendarEditorPage.formID), .flag("novalidate", true),
      .data("draft", "calendar-" + (key ?? "")),
      isSent ? .data("taken", "") : .none
    ) {
      html.defaultButton("step", "look")
      html.input(.type("hidden"), .name("base"), .value(String(base)))
      if let review { html.input(.type("hidden"), .name("seen"), .value(review.digest)) }
      html.div(.class("form")) {
        if key == nil {
          html.textField(
            "key", "What agreements call it", form, hint: "Small letters, digits, dashes, like office. It stays.",
            limit: 40, .when(review == nil && !isEdited, .autofocus))
        }
        html.zoneField("timeZone", "Time zone", form, zones)
      }
      week(html)
      closureRows(html)
      html.rowEditor(
        openings, "Days that are open in addition", form,
        hint: "They win over closures and over the week: 12 Dec 2026, 09:00-13:00, Stocktaking.", add: "Add an opening",
        keptWords: { $0 })
      html.div(.class("form")) {
        html.textField(
          "workingDay", "How long a target of one day is", form,
          hint: "Like 8 h. Without it no target may be in days.", optional: true, limit: 40)
        html.textField(
          "horizon", "Closures are known until", form,
          hint: "Like 31 Dec 2027. Deadlines behind it are marked as uncertain.", optional: true, limit: 40)
        html.div(.class("actions")) {
          html.button(
            review == nil ? "Look at what it means" : "Look again",
            .class(review == nil ? "button main" : "button"), .name("step"), .value("look"))
          html.a(
            "Leave it", .class("button plain"), .href(key.map { "/calendars/" + Address.encoded($0) } ?? "/calendars"))
        }
      }
    }
    if let year, review == nil { figure(html, year, isOpen: true) }
  }

  /// One of the buttons of a list was pressed last.
  private var isEdited: Bool { closures.isEdited || openings.isEdited }

  private func meaning(_ html: HTML) {
    html.part("What it means", id: "means") {
      html.ul { for example in examples { html.li(example) } }
      if let year { figure(html, year, isOpen: false) }
    }
  }

  private func figure(_ html: HTML, _ year: YearFigure, isOpen: Bool) {
    html.details(.class("more"), .open(isOpen)) {
      html.summary("The whole of \(year.year), day by day")
      html.year(year)
    }
  }

  // MARK: The week

  private func week(_ html: HTML) {
    html.element("fieldset", [.class("week"), .id("week"), .tabindex(-1)]) {
      html.legend("Open")
      html.p(
        "From and to, several a day. 22:00 to 06:00 goes on into the next day; 00:00 to 24:00 is all of it. A day without "
          + "hours is closed.", .class("soft small"))
      html.week(WeekFigure(calendar.days.mapValues { $0.compactMap(WeekFigure.Stretch.init) }))
      html.div(.class("week-days")) {
        for (index, day) in Weekday.allCases.enumerated() { self.day(html, day, Words.longWeekdays[index]) }
      }
    }
  }

  private func day(_ html: HTML, _ day: Weekday, _ name: String) {
    let hours = calendar.days[day] ?? []
    html.element("fieldset", [.class("week-day")]) {
      html.legend(name)
      html.carried("\(day.rawValue).rows", String(hours.count))
      for (place, window) in hours.enumerated() {
        html.span(.class("window")) {
          time(html, day, place, "from", window.from, "\(name), from \(place + 1)")
          html.span("to", .class("soft"), .ariaHidden)
          time(html, day, place, "to", window.to, "\(name), to \(place + 1)")
          html.button(
            .class("button plain"), .name("week.edit"), .value("remove.\(day.rawValue).\(place)"), .formnovalidate,
            .title("Take these hours out")
          ) { html.icon(.close, label: "Take hours \(place + 1) of \(name) out") }
        }
      }
      if hours.isEmpty { html.span("closed", .class("soft window")) }
      html.span(.class("actions")) {
        if hours.count < CalendarForm.Limit.windows {
          act(html, "add.\(day.rawValue)", "Add hours", "Add hours to \(name)")
        }
        if day == .monday {
          act(html, "copy.mon.rest", "Copy to Friday", "Copy the hours of Monday to Tuesday to Friday")
          act(html, "copy.mon.all", "Copy to all", "Copy the hours of Monday to all other days")
        }
      }
    }
  }

  private func act(_ html: HTML, _ value: String, _ words: String, _ label: String) {
    html.button(
      words, .class("button plain"), .name("week.edit"), .value(value), .formnovalidate, .aria("label", label))
  }

  private func time(_ html: HTML, _ day: Weekday, _ place: Int, _ end: String, _ value: String, _ label: String) {
    let name = CalendarForm.field(day, place, end)
    let faults = form.faults(of: name)
    html.input(
      .type("text"), .class("clock-time"), .id(Forms.id(name)), .name(name), .value(value), .maxlength(5),
      .autocomplete("off"), .aria("label", label), faults.isEmpty ? .none : .aria("invalid", "true"),
      faults.isEmpty ? .none : .aria("describedby", Forms.id(name) + "-fault"))
    if !faults.isEmpty {
      html.span(.class("fault"), .id(Forms.id(name) + "-fault")) {
        html.icon(.fault)
        html.span(faults.map(Forms.sentence).joined(separator: " "))
      }
    }
  }

  // MARK: Closures

  private func closureRows(_ html: HTML) {
    html.rowEditor(
      closures, "Days on which it is closed", form,
      hint:
        "24 Dec 2026; with a last day for several; with hours, like 12:00-24:00, for a part of one day; 25 Dec, every "
        + "year.", add: "Add a closure", keptWords: CalendarEditorPage.keptWords)
    html.element("fieldset", [.class("rows"), .id("found"), .tabindex(-1)]) {
      html.legend("From a file of holidays")
      if found.isEmpty {
        html.filePick(
          "file", "An .ics file, as calendars of public holidays come", form, accept: ".ics,text/calendar",
          optional: true)
        html.div(.class("actions")) {
          html.button("Read it", .class("button"), .name("step"), .value("read"), .formnovalidate)
        }
      } else {
        review(html)
      }
    }
  }

  /// The closures of a file, one by one.
  private func review(_ html: HTML) {
    html.p("\(Words.count(found.count, "day", "days")) in the file. Tick those on which it is closed.")
    html.notes(remarks)
    html.input(.type("hidden"), .name("found.rows"), .value(String(found.count)))
    for (place, one) in found.enumerated() {
      html.input(.type("hidden"), .name("found.\(place).row"), .value(one.row))
      html.checkField("found.\(place).take", one.words, FormState(one.isTaken ? ["found.\(place).take": "yes"] : [:]))
    }
    html.div(.class("actions")) {
      html.button("Take the ticked ones", .class("button"), .name("step"), .value("take"), .formnovalidate, .autofocus)
      html.button("Leave them all", .class("button plain"), .name("step"), .value("leave"), .formnovalidate)
    }
  }

  /// `every year on 25 Dec, Christmas` of a closure as a file writes it.
  static func keptWords(_ row: String) -> String {
    guard let closure = ClosureLines.read(row).closures.first else { return row }
    return words(closure)
  }

  static func words(_ closure: Closure) -> String {
    CalendarWords.extent(closure.extent) + (closure.name.map { ", \($0)" } ?? "")
  }

  private var labels: [String: String] {
    var labels = [
      "key": "What agreements call it", "timeZone": "Time zone", "workingDay": "A target of one day",
      "horizon": "Closures are known until", "file": "File of holidays", "title": "What the proposal is about",
      "week": "Open",
    ]
    for (index, day) in Weekday.allCases.enumerated() {
      for place in 0..<CalendarForm.Limit.windows {
        for end in ["from", "to"] {
          labels[CalendarForm.field(day, place, end)] = "\(Words.longWeekdays[index]), \(end) \(place + 1)"
        }
      }
    }
    for editor in [closures, openings] {
      for place in editor.rows.indices {
        for cell in editor.cells {
          labels[editor.field(cell, place)] =
            "\(editor.name == "closures" ? "Closed day" : "Opening"), row \(place + 1), \(cell.label.lowercased())"
        }
      }
    }
    return labels
  }
}

extension WeekFigure.Stretch {
  /// Nil where what was typed is no hours.
  fileprivate init?(_ hours: CalendarForm.Hours) {
    guard let start = ClockText.minutes(hours.from), let end = ClockText.minutes(hours.to), start < 1440 else {
      return nil
    }
    guard let window = Window(start: start, end: start == 0 && end == 0 ? 1440 : end) else { return nil }
    self.init(window)
  }
}
