import Components
import Kernel
import Markup
import Tickets
import TicketsUseCases

extension TicketPage {
  /// A form of this ticket, which also knows from which list the ticket was opened.
  func form(
    _ html: HTML, _ name: String, _ reader: Reader, draft: String? = nil, _ attributes: Attribute...,
    content: () -> Void
  ) {
    html.postForm("\(ticket.path)/\(name)", reader: reader, draft: draft, attributes) {
      html.input(.type("hidden"), .name("version"), .value(String(ticket.version)))
      for (name, value) in way?.place.fields ?? [:] {
        if let value { html.input(.type("hidden"), .name(name), .value(value)) }
      }
      content()
    }
  }

  /// Reply and note: one field, and what happens to the ticket with it.
  func composer(_ html: HTML, _ reader: Reader) {
    let attempt = attempted.flatMap { $0.act == .reply || $0.act == .note ? $0 : nil }
    var state = attempt?.form ?? FormState()
    let isNote = attempt?.act == .note || !acts.contains(.reply)
    state.values["as"] = isNote ? "note" : "reply"
    html.stickyFoot("composer") {
      html.h2("Write", .class("unseen"))
      form(html, "answer", reader, draft: ticket.number, .id("composer")) {
        html.faults(state.faults, labels: ["text": "Text", "holding": "Why on hold", "resolution": "How"]) { name in
          name == "text" ? "composer-text" : "composer-" + name
        }
        html.fieldset(.class("sides")) {
          html.legend("Who reads it", .class("unseen"))
          if acts.contains(.reply) { side(html, "reply", "Reply", to: "to the requester", state, key: .reply) }
          if acts.contains(.note) { side(html, "note", "Note", to: "for staff only", state, key: .note) }
        }
        html.field("text", "Text", state, id: "composer-text") { tied in
          html.element("textarea", tied + [.rows(3), .directionAuto]) {
            // A first line end would be swallowed by the parser.
            html.text(state["text"].hasPrefix("\n") ? "\n" + state["text"] : state["text"])
          }
        }
        html.div(.class("actions")) {
          html.button(.class("button main"), .title("Ctrl-Enter")) { html.text("Send") }
          if acts.contains(.hold), !choices.holdReasons.isEmpty { sendAndHold(html, state) }
          if acts.contains(.resolve) { sendAndResolve(html, state) }
        }
      }
    }
  }

  /// The reason stands chosen: the first, or the one that was sent.
  private func sendAndHold(_ html: HTML, _ state: FormState) {
    html.span(.class("joined")) {
      html.button(
        .class("button"), .name("then"), .value("hold"), .title("Ctrl-Shift-Enter"), .data("also", "")
      ) { html.text("Send and hold") }
      small(html, "holding", "Why on hold", choices.holdReasons, state)
    }
  }

  /// A note solves nothing for the requester, so only a reply is offered this.
  private func sendAndResolve(_ html: HTML, _ state: FormState) {
    html.span(.class("joined for-reply")) {
      html.button(.class("button"), .name("then"), .value("resolve")) { html.text("Send and resolve") }
      if !choices.codes.isEmpty {
        small(html, "resolution", "How it was resolved", [Choice("", "how: not set")] + choices.codes, state)
      }
    }
  }

  private func small(_ html: HTML, _ name: String, _ label: String, _ choices: [Choice], _ state: FormState) {
    html.element("select", [.name(name), .id("composer-" + name), .aria("label", label)]) {
      for choice in choices {
        html.option(choice.title, .value(choice.value), .selected(choice.value == state[name]))
      }
    }
  }

  private func side(
    _ html: HTML, _ value: String, _ label: String, to readers: String, _ form: FormState, key act: TicketAct
  ) {
    let id = "as-" + value
    html.input(
      .type("radio"), .name("as"), .id(id), .value(value), .checked(form["as"] == value), .data("key", act.key),
      .data("then", "composer-text"))
    html.label(.for(id)) {
      html.text(label)
      html.span(" " + readers)
      html.kbd(act.key, .ariaHidden)
    }
  }

  /// One act of the bar: a button where nothing is to be said with it, else a line that opens to its form.
  func act(_ html: HTML, _ act: TicketAct, _ reader: Reader) {
    if act == .take { return take(html, reader) }
    let state = attempted?.act == act ? attempted?.form ?? FormState() : FormState()
    // Of details with one name, browsers keep one open.
    html.details(.open(attempted?.act == act), .id("act-" + act.rawValue), .name("act")) {
      html.summary(.class("button"), .data("key", act.key)) { face(html, act) }
      // What is long to write is kept as a draft.
      let draft = act == .resolve || act == .exclude ? "\(ticket.number)/\(act.rawValue)" : nil
      form(html, act.rawValue, reader, draft: draft) {
        if act.short != act.title { html.h2(act.title) }
        if attempted?.act == act {
          html.faults(state.faults, labels: TicketPage.labels, id: { "\(act.rawValue)-\($0)" })
        }
        fields(html, act, state, reader)
        html.div(.class("actions")) {
          html.button(
            act == .exclude ? "Preview" : act.title,
            .class(act == .cancel ? "button grave" : act == .resolve ? "button main" : "button"))
        }
      }
    }
  }

  private func face(_ html: HTML, _ act: TicketAct) {
    html.icon(act.icon)
    html.text(act.short)
    html.kbd(act.key, .ariaHidden)
  }

  /// Whoever has it is named, so that nobody takes what another took meanwhile.
  private func take(_ html: HTML, _ reader: Reader) {
    form(html, TicketAct.take.rawValue, reader) {
      html.input(.type("hidden"), .name("owner"), .value(ticket.assignee?.signIn ?? ""))
      html.button(.class("button"), .data("key", TicketAct.take.key)) { face(html, .take) }
    }
  }

  /// At a public answer: making it private, and what that does.
  /// - Parameter isLatest: The one that the key opens.
  func withdrawal(_ html: HTML, _ answer: String, isLatest: Bool, _ reader: Reader) {
    html.details(.class("withdrawal")) {
      html.summary(
        TicketAct.withdraw.title, .class("small soft"), .when(isLatest, .data("key", TicketAct.withdraw.key)))
      form(html, TicketAct.withdraw.rawValue, reader) {
        html.input(.type("hidden"), .name("answer"), .value(answer))
        html.p(
          """
          From now on only staff can read this answer. A clock that it stopped runs on as if the answer had never been \
          public: it can turn out breached at an instant that has passed, until a later public answer takes its place.
          """, .class("small"))
        html.div(.class("actions")) { html.button("Make this answer private", .class("button grave")) }
      }
    }
  }

  /// What the fields of the acts are called where they are to be mended.
  static let labels = TicketField.labels.merging([
    "from": "From", "to": "To", "reason": "Reason", "evidence": "Evidence", "into": "Ticket that stays",
    "other": "Other ticket", "relation": "This ticket", "vendor": "Vendor", "reference": "Their number",
    "text": "What solved it", "resolution": "How it was solved", "until": "Look at it again",
  ]) { $1 }

  /// Team and person as they are, to be changed.
  private func owner(_ html: HTML, _ attempt: FormState, _ reader: Reader) {
    var form = attempt
    form.values["team"] = attempt.values["team"] ?? ticket.team
    form.values["assignee"] = attempt.values["assignee"] ?? ticket.assignee?.signIn ?? Choice.nobody.value
    func pick(_ name: String, _ label: String, _ list: [Choice], none: String? = nil, _ tie: Attribute) {
      let present = form[name]
      let isListed = present.isEmpty || list.contains { $0.value == present }
      let title = ticket.assignee?.signIn == present ? ticket.assignee?.shown : nil
      let all = isListed ? list : list + [Choice(present, title ?? present)]
      html.field(name, label, form, id: "assign-" + name) { tied in
        html.element("select", tied + [tie]) {
          if let none { html.option(none, .value("")) }
          for choice in all { html.option(choice.title, .value(choice.value), .selected(choice.value == present)) }
        }
      }
    }
    // Another team begins without its owner, unless one is chosen again.
    if choices.teams.isEmpty {
      html.teamField("team", Words.field("team"), [], form, optional: true, id: "assign-team")
    } else {
      pick(
        "team", Words.field("team"), choices.teams, none: ticket.team == nil ? "none" : nil,
        .data("clears", "assignee"))
    }
    if choices.people.isEmpty {
      // Who may not see people, or too many to choose from.
      html.field(
        "assignee", "Person (sign-in name)", form, hint: "\(Choice.nobody.value) takes it from its owner.",
        id: "assign-assignee"
      ) { tied in
        html.void("input", tied + [.type("text"), .value(form["assignee"]), .autocomplete("off"), .maxlength(60)])
      }
    } else {
      pick("assignee", Words.field("assignee"), [.nobody] + choices.people, .data("clear", Choice.nobody.value))
    }
  }

  func fields(_ html: HTML, _ act: TicketAct, _ form: FormState, _ reader: Reader) {
    func id(_ name: String) -> String { "\(act.rawValue)-\(name)" }
    func pick(_ name: String, _ label: String, _ list: [Choice], optional: Bool = false, none: String? = nil) {
      if list.isEmpty { return line(name, label, optional: optional) }
      // What was chosen stays, though others have taken it from the list meanwhile.
      let typed = form[name]
      let kept = typed.isEmpty || list.contains { $0.value == typed } ? list : list + [Choice(typed, typed)]
      html.selectField(name, label, kept, form, optional: optional, none: none, id: id(name))
    }
    /// A word of the desk; where it has none, whoever looks for one is told.
    func word(_ name: String, _ label: String, _ list: Word.List, _ choices: [Choice], none: String? = nil) {
      if choices.isEmpty, form[name].isEmpty { return html.noWords(list) }
      pick(name, label, choices, optional: none != nil, none: none)
    }
    func line(_ name: String, _ label: String, hint: String? = nil, optional: Bool = false) {
      html.field(name, label, form, hint: hint, optional: optional, id: id(name)) { tied in
        html.void("input", tied + [.type("text"), .value(form[name]), .autocomplete("off"), .maxlength(200)])
      }
    }
    func why(_ label: String, optional: Bool = false) {
      html.textArea("text", label, form, optional: optional, rows: 3, id: id("text"))
    }
    switch act {
    case .reply, .note, .take, .withdraw: break
    case .exclude: ExclusionForm.fields(html, form, reader, id: id)
    case .hold:
      word("reason", "Why", .holdReason, choices.holdReasons)
      html.momentField(
        "until", "Look at it again", form, for: reader, optional: true, isAhead: true, id: id("until"))
    case .resume:
      let open = ticket.holds.map { Choice($0, ticket.labels[.holdReason, $0] ?? Words.plain($0)) }
      if open.count > 1 || !form["reason"].isEmpty {
        pick("reason", "Which hold ends", open, optional: true, none: "all of them")
      }
    case .change:
      word("priority", Words.field("priority"), .priority, choices.priorities, none: "as it is")
      word("category", Words.field("category"), .category, choices.categories, none: "as it is")
      if !choices.classes.isEmpty {
        let none = ticket.confidentialityClass == nil ? [] : [Choice.noClass]
        pick(
          Ticket.classAttribute, Words.field(Ticket.classAttribute), choices.classes + none, optional: true,
          none: "as it is")
      }
      line("reason", "Why")
    case .assign: owner(html, form, reader)
    case .handOff:
      word("vendor", "Vendor", .vendor, choices.vendors)
      line("reference", "Their number", optional: true)
    case .acknowledge, .handBack:
      pick("vendor", "Vendor", ticket.vendors.map { Choice($0, ticket.labels[.vendor, $0] ?? $0) })
    case .resolve:
      word("resolution", "How it was solved", .resolutionCode, choices.codes, none: "not set")
      why("What solved it; the requester reads it")
    case .reopen: line("reason", "Why", optional: true)
    case .close: html.p("Closing says that nothing more is to be done.", .class("soft small"))
    case .cancel: line("reason", "Why")
    case .merge:
      html.ticketBox(
        "into", "Number of the ticket that stays", form, hint: "Like INC-1024. This one's clocks end as cancelled.",
        id: id("into"))
    case .link:
      html.ticketBox("other", "Number of the other ticket", form, id: id("other"))
      let relations = [
        Choice("relates-to", "relates to it"), Choice("duplicates", "duplicates it"),
        Choice("caused-by", "is caused by it"),
        Choice("blocks", "blocks it"),
      ]
      html.selectField("relation", "This ticket", relations, form, id: id("relation"))
    }
  }
}
