import Components
import Kernel
import Markup
import Tickets
import TicketsUseCases

extension TicketPage {
  /// Reply and note: one field, two buttons.
  func composer(_ html: HTML, _ reader: Reader) {
    let attempt = attempted.flatMap { $0.act == .reply || $0.act == .note ? $0 : nil }
    var form = attempt?.form ?? FormState()
    let isNote = attempt?.act == .note || !acts.contains(.reply)
    form.values["as"] = isNote ? "note" : "reply"
    html.postForm(
      ticket.path + "/answer", reader: reader, draft: ticket.number, .class("composer"), .id("composer")
    ) {
      html.faults(form.faults, labels: ["text": "Text"])
      html.input(.type("hidden"), .name("version"), .value(String(ticket.version)))
      html.fieldset {
        html.legend("Write", .class("unseen"))
        html.div(.class("inline-fields")) {
          if acts.contains(.reply) { side(html, "reply", "Reply to the requester", form, key: "r") }
          if acts.contains(.note) { side(html, "note", "Note for staff only", form, key: "n") }
        }
      }
      html.textArea("text", "Text", form, id: "composer-text")
      html.div(.class("actions")) { html.button("Send", .class("button main")) }
    }
  }

  private func side(_ html: HTML, _ value: String, _ label: String, _ form: FormState, key: String) {
    let id = "as-" + value
    html.div(.class("choice")) {
      html.input(
        .type("radio"), .name("as"), .id(id), .value(value), .checked(form["as"] == value), .data("key", key),
        .data("then", "composer-text"))
      html.label(label, .for(id))
    }
  }

  /// One act as a line that opens to its form.
  func act(_ html: HTML, _ act: TicketAct, _ reader: Reader) {
    let form = attempted?.act == act ? attempted?.form ?? FormState() : FormState()
    // Of details with one name, browsers keep one open.
    html.details(.open(attempted?.act == act), .id("act-" + act.rawValue), .name("act")) {
      html.summary(.when(act.key != nil, .data("key", act.key ?? ""))) {
        html.icon(act.icon)
        html.text(act.title)
        if let key = act.key { html.kbd(key, .ariaHidden) }
      }
      // What is long to write is kept as a draft.
      let draft = act == .resolve || act == .exclude ? "\(ticket.number)/\(act.rawValue)" : nil
      html.postForm("\(ticket.path)/\(act.rawValue)", reader: reader, draft: draft) {
        if attempted?.act == act {
          html.faults(form.faults, labels: TicketPage.labels, id: { "\(act.rawValue)-\($0)" })
        }
        html.input(.type("hidden"), .name("version"), .value(String(ticket.version)))
        fields(html, act, form, reader)
        html.div(.class("actions")) {
          html.button(
            act == .exclude ? "Preview" : act.title,
            .class(act == .cancel ? "button grave" : act == .resolve ? "button main" : "button"))
        }
      }
    }
  }

  /// At a public answer: making it private, and what that does.
  func withdrawal(_ html: HTML, _ answer: String, _ reader: Reader) {
    html.details(.class("withdrawal")) {
      html.summary(TicketAct.withdraw.title, .class("small soft"))
      html.postForm("\(ticket.path)/\(TicketAct.withdraw.rawValue)", reader: reader) {
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
    "text": "What solved it", "code": "How",
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
    pick(
      "team", Words.field("team"), choices.teams, none: ticket.team == nil ? "none" : nil, .data("clears", "assignee"))
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
    case .reply, .note, .withdraw: break
    case .exclude: ExclusionForm.fields(html, form, reader, id: id)
    case .hold: word("reason", "Why", .holdReason, choices.holdReasons)
    case .resume:
      let open = ticket.holds.map { Choice($0, ticket.labels[.holdReason, $0] ?? Words.plain($0)) }
      if open.count > 1 || !form["reason"].isEmpty {
        pick("reason", "Which hold ends", open, optional: true, none: "all of them")
      }
    case .change:
      word("priority", Words.field("priority"), .priority, choices.priorities, none: "as it is")
      word("category", Words.field("category"), .category, choices.categories, none: "as it is")
      line("reason", "Why")
    case .assign: owner(html, form, reader)
    case .handOff:
      word("vendor", "Vendor", .vendor, choices.vendors)
      line("reference", "Their number", optional: true)
    case .acknowledge, .handBack:
      pick("vendor", "Vendor", ticket.vendors.map { Choice($0, ticket.labels[.vendor, $0] ?? $0) })
    case .resolve:
      word("code", "How", .resolutionCode, choices.codes, none: "not said")
      why("What solved it; the requester reads it")
    case .reopen: line("reason", "Why", optional: true)
    case .close: html.p("Closing says that nothing more is to be done.", .class("soft small"))
    case .cancel: line("reason", "Why")
    case .merge:
      line("into", "Number of the ticket that stays", hint: "Like INC-1024. This one's clocks end as cancelled.")
    case .link:
      line("other", "Number of the other ticket")
      let relations = [
        Choice("relates-to", "relates to it"), Choice("duplicates", "duplicates it"),
        Choice("caused-by", "is caused by it"),
        Choice("blocks", "blocks it"),
      ]
      html.selectField("relation", "This ticket", relations, form, id: id("relation"))
    }
  }
}
