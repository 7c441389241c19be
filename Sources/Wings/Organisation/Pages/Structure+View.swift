import Components
import Core
import JournalUseCases
import Kernel
import Markup
import Organisation
import OrganisationUseCases
import PeopleUseCases

extension StructureKind {
  /// With a capital: `Desk`.
  var capital: String { Words.capital(rawValue) }
  /// `a site`, `an organisation`.
  var withArticle: String { self == .organisation ? "an organisation" : "a \(rawValue)" }

  static func tabs(_ here: StructureKind?, _ counts: [StructureKind: Int]) -> [Tab] {
    allCases.map { kind in
      Tab(Words.capital(kind.many), StructurePage.path(kind), isHere: kind == here, count: counts[kind] ?? 0)
    }
  }
}

extension StructureField {
  /// A value in words.
  func words(_ value: String) -> String { shape == .tier ? Tier(rawValue: value)?.words ?? value : value }
}

extension StructurePage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(title, lead: kind.words) {
      if kind == .skill { html.a("Certificates that end", .class("button"), .href("/certificates")) }
      if form != nil {
        html.a("Bring in a file", .class("button"), .href("/structure/import?what=\(kind.many)"))
        html.a("Add \(kind.withArticle)", .class("button"), .href("#new"))
      }
    }
    html.tabs(StructureKind.tabs(kind, list.counts), label: "Parts of the organisation")
    html.form(.class("find"), .action(StructurePage.path(kind)), .method("get"), .role("search")) {
      html.label("Search \(kind.many)", .for("structure-search"), .class("unseen"))
      html.input(
        .type("search"), .id("structure-search"), .name("q"), .value(search), .placeholder("Key or name"),
        .data("search", ""))
      html.button("Search", .class("button"))
    }
    html.unreadable(list.unreadable, "Not all that belongs here can be read. The rest is shown.")
    if list.records.isEmpty, list.unreadable.isEmpty {
      html.empty(
        .building, search.isEmpty ? "No \(kind.many) yet" : "Nothing found",
        search.isEmpty
          ? "They appear here once there are any." : "Look for a part of the key or of the name."
      ) {
        if !search.isEmpty { html.a("Show all", .class("button"), .href(StructurePage.path(kind))) }
      }
    } else {
      table(html)
      html.pager(pager)
    }
    if let form {
      html.part("Add \(kind.withArticle)", id: "new") {
        html.structureForm(kind, form, choices, to: StructurePage.path(kind), isNew: true, reader)
      }
    }
  }

  private func table(_ html: HTML) {
    let fields = kind.fields.filter { if case .text = $0.shape { false } else { true } }
    let columns =
      [Column("Name"), Column("Key")] + fields.map { Column($0.label) } + (kind.retires ? [Column("State")] : [])
    html.table(Words.capital(kind.many), columns: columns, stacks: true) {
      for record in list.records {
        html.tr {
          html.th(.scope("row"), .class("subject")) {
            html.a(.href(StructurePage.path(kind, record.key))) { html.bdi(record.name) }
          }
          html.td(.data("label", "Key")) { html.code { html.bdi(record.key) } }
          for field in fields {
            html.td(.data("label", field.label)) { html.words(field, record, people: list.people) }
          }
          if kind.retires {
            html.td { record.isActive ? html.chip(.good, .done, "in use") : html.chip(.plain, .lock, "retired") }
          }
        }
      }
    }
  }
}

extension HTML {
  /// The values of a field in words, for a row that leads to the record.
  func words(_ field: StructureField, _ record: StructureRecord, people: [String: String]) {
    let values = record.values[field.key] ?? []
    if values.isEmpty { return span("none", .class("soft")) }
    bdi(values.map { field.shape == .person ? people[$0] ?? $0 : field.words($0) }.joined(separator: ", "))
  }

  /// The values of a field, each leading to what it names.
  func values(_ field: StructureField, _ record: StructureRecord, people: [String: String]) {
    let values = record.values[field.key] ?? []
    if values.isEmpty { return span("none", .class("soft")) }
    for (index, value) in values.enumerated() {
      if index > 0 { text(", ") }
      switch field.shape {
      case .person: a(.href("/people/" + Address.encoded(value))) { bdi(people[value] ?? value) }
      case .record(let kind), .records(let kind): a(.href(StructurePage.path(kind, value))) { bdi(value) }
      case .calendar: a(.href("/calendars/" + Address.encoded(value))) { bdi(value) }
      default: bdi(field.words(value))
      }
    }
  }

  /// The form of a record.
  func structureForm(
    _ kind: StructureKind, _ form: FormState, _ choices: [String: [Choice]], to path: String, isNew: Bool,
    _ reader: Reader
  ) {
    let labels = Dictionary(
      kind.fields.map { ($0.key, $0.label) } + [("key", "Key"), ("name", "Name"), ("active", "In use")],
      uniquingKeysWith: { first, _ in first })
    faults(form.faults, labels: labels)
    postForm(path, reader: reader, .class("form")) {
      if isNew {
        textField(
          "key", "Key", form,
          hint:
            "What files, filters and programs call it, like berlin: letters, digits, dashes, underscores. It stays.",
          limit: 64)
      } else {
        input(.type("hidden"), .name("version"), .value(form["version"]))
      }
      textField("name", "Name", form, limit: 100)
      for field in kind.fields {
        // Who leads a team is a member of it, and a new one has none.
        if isNew, kind == .team, field.shape == .person { continue }
        control(field, form, choices[field.key] ?? [])
      }
      if !isNew, kind.retires { checkField("active", "In use: it can be chosen", form) }
      div(.class("actions")) { button(isNew ? "Add \(kind.withArticle)" : "Save", .class("button main")) }
    }
  }

  private func control(_ field: StructureField, _ form: FormState, _ choices: [Choice]) {
    switch field.shape {
    case .tier:
      selectField(
        field.key, field.label, Tier.allCases.map { Choice($0.rawValue, $0.words) }, form, hint: field.hint,
        optional: true, none: "not said")
    case .record where !choices.isEmpty, .calendar where !choices.isEmpty, .person where !choices.isEmpty:
      // What stands there and is offered no more is kept until somebody chooses another.
      let kept = form[field.key]
      let all = kept.isEmpty || choices.contains { $0.value == kept } ? choices : [Choice(kept, kept)] + choices
      selectField(field.key, field.label, all, form, hint: field.hint, optional: true, none: "none")
    case .zone:
      combobox(
        field.key, field.label, choices, form, hint: "A city, like Berlin or New York, or the zone's whole name.",
        optional: true, limit: 64)
    case .text(let most): textField(field.key, field.label, form, hint: field.hint, optional: true, limit: most)
    default: textField(field.key, field.label, form, hint: field.hint, optional: true, limit: 2000)
    }
  }
}

extension StructureRecordPage {
  private var kind: StructureKind { detail.record.kind }

  public func write(_ html: HTML, for reader: Reader) {
    html.heading(title, lead: kind.words) {
      if reader.may(.seeJournal) {
        let stream = Address.encoded("structure/\(kind.rawValue)/\(detail.record.key)")
        if detail.record.version > 0 { html.a("History", .class("button"), .href("/journal/streams/" + stream)) }
      }
      if kind == .team, reader.may(.seeAccess) {
        html.a("Grants", .class("button"), .href("/teams/\(Address.encoded(detail.record.key))/access"))
      }
    }
    for warning in detail.warnings { html.notice(.warn) { html.p(warning) } }
    html.div(.class("pair")) {
      html.part("What it is") { facts(html) }
      html.part("What belongs to it") { belongings(html) }
    }
    if kind == .skill { html.part("Who has it", id: "people") { people(html) } }
    if let form {
      html.part("Change it", id: "change") {
        html.structureForm(
          kind, form, choices, to: StructurePage.path(kind, detail.record.key), isNew: false, reader)
      }
    }
  }

  private func facts(_ html: HTML) {
    html.facts {
      html.fact("Key") { html.code { html.bdi(detail.record.key) } }
      for field in kind.fields {
        html.fact(field.label) { html.values(field, detail.record, people: detail.people) }
      }
      if kind.retires { html.fact("In use", detail.record.isActive ? "yes" : "no, it cannot be chosen any more") }
    }
  }

  private func belongings(_ html: HTML) {
    html.facts {
      for named in detail.named {
        html.fact(Words.capital(named.kind.many)) {
          for (index, item) in named.records.enumerated() {
            if index > 0 { html.text(", ") }
            html.a(.href(StructurePage.path(named.kind, item.key))) { html.bdi(item.name) }
          }
          if named.hasMore { html.text(" and more") }
        }
      }
      switch kind {
      case .team:
        html.fact("Members") {
          if detail.members.isEmpty { html.span("nobody who can be given work", .class("soft")) }
          for (index, item) in detail.members.enumerated() {
            if index > 0 { html.text(", ") }
            html.a(.href("/people/" + Address.encoded(item.key))) { html.bdi(item.name) }
            if detail.record.value("lead") == item.key { html.text(" (lead)") }
            if detail.record.value("deputy") == item.key { html.text(" (deputy lead)") }
          }
        }
      case .desk: if detail.named.isEmpty { html.fact("Teams", nil) }
      case .organisation, .site, .skill: html.fact("People", Words.count(detail.headCount, "person", "people"))
      }
    }
  }

  private func people(_ html: HTML) {
    guard !skilled.isEmpty else { return html.p("Nobody yet.", .class("soft")) }
    html.table(
      "People with this skill", columns: [Column("Name"), Column("Level"), Column("Good until")], stacks: true
    ) {
      for one in skilled {
        html.tr {
          html.th(.scope("row")) { html.a(.href(ProfilePage.path(one.name))) { html.bdi(one.displayName) } }
          html.td("\(one.held.level.rawValue), \(one.held.level.words)", .data("label", "Level"))
          html.td(one.held.until.map(Words.date) ?? "no end", .data("label", "Good until"))
        }
      }
    }
  }
}
