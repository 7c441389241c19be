import Components
import Kernel
import Markup
import Tickets
import TicketsUseCases

private let ends = [
  Choice("desk", "somebody of the desk resumes it"), Choice("requester", "the requester's answer"),
]
private let measures = [
  Choice("resolution", "to be resolved, like an incident"), Choice("fulfilment", "to be fulfilled, like a request"),
]
private let labels = [
  "key": "Key", "label": "Name", "prefix": "Before its numbers", "measure": "Its clocks want it",
  "end": "A hold ends by",
  "place": "Place", "default": "Default", "active": "In use", "class": "Class of its tickets",
]

extension WordsPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title,
      lead: "What people choose from. Tickets, filters and agreements hold the key, which stays; people see the name.")
    html.tabs(
      Word.List.allCases.map { list in
        Tab(
          Words.capital(list.many), WordsPage.path(list), isHere: list == self.list, count: counts[list])
      }, label: "Lists of words")
    html.unreadable(unreadable, "Not all that belongs here can be read. The rest is shown.")
    html.faults(form.faults, labels: labels)
    oddKeys(html)
    if list == .ticketClass { aboutClasses(html) }
    table(html, reader)
    html.part("Add a \(list.one)", id: "new") { add(html, reader) }
  }

  private func aboutClasses(_ html: HTML) {
    html.p {
      html.text(
        "A ticket of a class is confidential: only who is cleared for the class knows that it exists, and its requester. "
          + "To be cleared is a permission that roles name; administrators have it no more than others, and it is given "
          + "first on the command line: ")
      html.code("mainstay access role ROLE --allow tickets.read-class:KEY")
      html.text(". A class stays: it can be retired, and hides its tickets all the same. In an emergency: ")
      html.a("read a ticket without being cleared", .href("/break-glass"))
      html.text(".")
    }
  }

  /// Keys of before, or of another tool, that no new word could have.
  private func oddKeys(_ html: HTML) {
    let odd = rows.filter { !$0.hasPlainKey }
    guard let first = odd.first else { return }
    html.notice(.plain) {
      html.p {
        html.text(
          "\(Words.count(odd.count, "key holds", "keys hold")) more than letters, digits and hyphens, such as ")
        html.code { html.bdi(first.key) }
        html.text(". They go on working; in filters and on the command line they stand in quotes.")
      }
    }
  }

  private func table(_ html: HTML, _ reader: Reader) {
    guard !rows.isEmpty else {
      return html.p("There are none yet: until there are, nobody can give a ticket one.", .class("soft"))
    }
    let special: [Column] =
      switch list {
      case .kind: [Column("Numbers"), Column("Clocks want it")]
      case .holdReason: [Column("A hold ends by")]
      case .category where !classes.isEmpty: [Column("Class of its tickets")]
      default: []
      }
    html.table(
      Words.capital(list.many),
      columns: [Column("Name"), Column("Key")] + special + [Column("State"), Column("Order", hidden: true)],
      stacks: true
    ) {
      for word in rows {
        html.tr(.id(WordsPage.rowID(word.place))) {
          html.th(.scope("row"), .class("subject")) {
            html.a(.href(WordPage.path(word))) { html.bdi(word.label) }
          }
          html.td(.data("label", "Key")) { html.code { html.bdi(word.key) } }
          if list == .kind {
            html.td(.data("label", "Numbers")) { html.text("\(word.prefix ?? "")-1") }
            html.td(word.measure == .fulfilment ? "fulfilled" : "resolved")
          }
          if list == .holdReason { html.td(ends.first { $0.value == word.end?.rawValue }?.title ?? "") }
          if list == .category, !classes.isEmpty {
            html.td(.data("label", "Class of its tickets")) { className(html, word) }
          }
          html.td {
            html.span(.class("chips")) {
              word.isActive ? html.chip(.good, .done, "in use") : html.chip(.plain, .lock, "retired")
              if word.isDefault { html.chip(.live, .flag, "default") }
            }
          }
          html.td { order(html, word, reader) }
        }
      }
    }
  }

  private func className(_ html: HTML, _ word: Word) {
    guard let key = word.ticketClass else { return html.span("none", .class("soft")) }
    html.span(.class("chips")) {
      html.chip(.warn, .lock, classes.first { $0.value == key }?.title ?? key)
    }
  }

  /// Buttons that move a word one place.
  private func order(_ html: HTML, _ word: Word, _ reader: Reader) {
    guard rows.count > 1 else { return }
    html.postForm(WordPage.path(word) + "/move", reader: reader, .class("actions")) {
      html.input(.type("hidden"), .name("version"), .value(String(word.version)))
      for (by, way) in [(-1, "up"), (1, "down")] {
        let place = word.place + by
        let isPossible = (1...rows.count).contains(place)
        html.button(
          Words.capital(way), .class("button small"), .name("place"), .value(String(place)), .disabled(!isPossible),
          .aria("label", "Move \(word.label) \(way)"))
      }
    }
  }

  private func add(_ html: HTML, _ reader: Reader) {
    html.postForm("\(Place.words.path)/\(list.rawValue)", reader: reader, .class("form")) {
      html.textField(
        "key", "Key", form,
        hint: list == .kind
          ? "What files and programs call it: small letters, digits and dashes. It stays."
          : "What files, filters and programs call it: letters, digits and hyphens. It stays.", limit: 100)
      html.textField("label", "Name", form, hint: "What people see; the key if empty.", optional: true, limit: 100)
      if list == .kind {
        html.textField("prefix", "Before its numbers", form, hint: "Capital letters, like INC. They stay.", limit: 8)
        html.selectField("measure", "Its clocks want it", measures, form, hint: "This stays.")
      }
      if list == .holdReason { html.selectField("end", "A hold ends by", ends, form) }
      if list == .category, !classes.isEmpty { html.classField(classes, form) }
      html.div(.class("actions")) { html.button("Add", .class("button main")) }
    }
  }
}

extension WordPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(word.label)
    html.facts {
      html.fact("List", Words.capital(word.list.many))
      html.fact("Key") { html.code { html.bdi(word.key) } }
      if let prefix = word.prefix { html.fact("Numbers", "\(prefix)-1") }
      if let measure = word.measure { html.fact("Clocks want it", measure == .fulfilment ? "fulfilled" : "resolved") }
      html.fact("State", word.isActive ? "in use" : "retired")
    }
    html.faults(form.faults, labels: labels)
    html.part("Change it") { changing(html, reader) }
    html.part(word.isActive ? "Retire it" : "Put it back") { retiring(html, reader) }
    html.part("Take it away") {
      guard stays == nil else { return html.p("\(stays ?? "") So it stays.") }
      html.p("No ticket has ever had it and no agreement names it.")
      html.postForm(WordPage.path(word) + "/remove", reader: reader) {
        html.div(.class("actions")) { html.button("Take it away", .class("button grave")) }
      }
    }
  }

  private func changing(_ html: HTML, _ reader: Reader) {
    html.postForm(WordPage.path(word), reader: reader, .class("form")) {
      html.input(.type("hidden"), .name("version"), .value(String(word.version)))
      html.textField(
        "label", "Name", form, hint: "What people see from now on, on old tickets too.", limit: 100)
      html.input(.type("hidden"), .name("from"), .value(String(word.place)))
      html.textField("place", "Place", form, hint: "Among all of its list, from 1.", limit: 5)
      if word.list == .holdReason { html.selectField("end", "A hold ends by", ends, form) }
      if word.list == .category, !classes.isEmpty || word.ticketClass != nil { html.classField(classes, form) }
      if word.list.hasDefault {
        html.checkField("default", "New tickets that name none get this one", form)
        if word.isDefault { html.p("Choose another as the default to take it from this one.", .class("soft small")) }
      }
      html.div(.class("actions")) { html.button("Save", .class("button main")) }
    }
  }

  private func retiring(_ html: HTML, _ reader: Reader) {
    html.p(
      word.isActive
        ? "Tickets and agreements that have it keep it, and it can still be searched for; nobody chooses it any more."
        : "People can choose it again.")
    if !agreements.isEmpty {
      html.p {
        html.text("Named by the agreement\(agreements.count == 1 ? "" : "s") ")
        for (index, key) in agreements.enumerated() {
          if index > 0 { html.text(", ") }
          html.a(.href("/agreements/" + Address.encoded(key))) { html.bdi(key) }
        }
        html.text(word.isActive ? ": no new ticket meets what it says of a retired word." : ".")
      }
    }
    html.postForm(WordPage.path(word) + "/" + (word.isActive ? "retire" : "restore"), reader: reader) {
      html.input(.type("hidden"), .name("version"), .value(String(word.version)))
      html.div(.class("actions")) {
        html.button(word.isActive ? "Retire it" : "Put it back", .class("button"))
      }
    }
  }
}

extension HTML {
  /// The class that a category gives.
  fileprivate func classField(_ classes: [Choice], _ form: FormState) {
    // What it gives stays to be chosen, though it was retired meanwhile.
    let given = form["class"]
    let kept = given.isEmpty || classes.contains { $0.value == given } ? classes : classes + [Choice(given, given)]
    selectField(
      "class", "Class of its tickets", kept, form,
      hint: "A ticket that gets this category becomes confidential. Tickets that have it already stay as they are.",
      optional: true, none: "none")
  }
}
