import BusinessTime
import Components
import Kernel
import Markup
import Reach
import ReachUseCases

extension ReachPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title, lead: "What you are told of, by which way, and when you are left alone."
    ) {
      if reader.may(.seeReach) { html.a("Who can be reached", .class("button"), .href(Place.reachable.path)) }
    }
    html.unreadable(unreadable, "Not all that belongs here can be read. The rest is shown.")
    if let fresh {
      html.notice(.good) {
        html.h2("The secret of \(fresh.label)")
        html.p("Copy it into the receiver now: it is not shown again. Messages are signed with it.")
        html.pre { html.code(fresh.secret) }
      }
    }
    html.part("Ways to me") { list(html, reader) }
    html.part("Add a way", id: "add") { form(html, reader) }
    if !ways.isEmpty { html.part("What I am told of", id: "told") { table(html, reader) } }
    html.part("What was sent to me lately", id: "lately") { lately(html, reader) }
  }

  private func list(_ html: HTML, _ reader: Reader) {
    guard !ways.isEmpty else {
      return html.empty(
        .send, "Nothing reaches you yet",
        kinds.isEmpty
          ? "No way is set up here. Whoever runs the desk can set up mail."
          : "Add a way below. You see what happens on the pages all the same.")
    }
    if ways.count > 1 { html.p("They are tried in this order: the next where one does not arrive.", .class("soft")) }
    let columns = [Column("Way"), Column("State"), Column("Actions", hidden: true)]
    html.table("Ways to me, in the order in which they are tried", columns: columns, stacks: true) {
      for (index, way) in ways.enumerated() { line(html, way, isFirst: index == 0, reader) }
    }
  }

  private func line(_ html: HTML, _ way: WayLine, isFirst: Bool, _ reader: Reader) {
    let path = "/account/reach/ways/" + Address.encoded(way.id)
    html.tr {
      html.th(.scope("row")) {
        html.bdi(way.label)
        html.span(.class("under")) {
          html.text(way.kind.words + ", ")
          if let hint = way.hint { html.bdi(hint) } else { html.text("its address cannot be opened on this server") }
        }
      }
      html.td(.data("label", "State")) { state(html, way, path, reader) }
      html.td {
        html.div(.class("actions")) {
          if !isFirst {
            html.postForm(path + "/earlier", reader: reader) {
              html.button("Try earlier", .class("button"), .aria("label", "Try \(way.label) earlier"))
            }
          }
          if way.isVerified, way.isOffered {
            html.postForm(path + "/test", reader: reader) {
              html.button("Send a test", .class("button"), .aria("label", "Send a test to \(way.label)"))
            }
          }
          html.postForm(path + "/remove", reader: reader) {
            html.button("Take away", .class("button grave"), .aria("label", "Take \(way.label) away"))
          }
        }
      }
    }
  }

  private func state(_ html: HTML, _ way: WayLine, _ path: String, _ reader: Reader) {
    if !way.isOffered {
      html.chip(.warn, .warning, "not set up here")
    } else if way.isVerified {
      html.chip(way.fault == nil ? .good : .bad, way.fault == nil ? .check : .fault, way.fault == nil ? "on" : "fails")
      if let fault = way.fault { html.span(.class("under")) { html.span(fault, .class("late")) } }
    } else {
      html.chip(.warn, .key, "its code is missing")
      if way.codeUntil != nil { code(html, way, path, reader) }
      html.postForm(path + "/code", reader: reader) {
        html.button(
          "Send another code", .class("button"), .aria("label", "Send another code to \(way.label)"))
      }
    }
  }

  private func code(_ html: HTML, _ way: WayLine, _ path: String, _ reader: Reader) {
    let state = codes[way.id] ?? FormState()
    html.postForm(path + "/verify", reader: reader, .class("form")) {
      html.field(
        "code", "Code", state, hint: "\(WayCode.digits) digits, sent there just now.", id: "f-code-" + way.id
      ) { tied in
        html.void(
          "input",
          tied + [.type("text"), .autocomplete("one-time-code"), .maxlength(40), Attribute("inputmode", "numeric")])
      }
      html.div(.class("actions")) {
        html.button("It is mine", .class("button main"), .aria("label", "Type the code of \(way.label)"))
      }
    }
  }

  private func form(_ html: HTML, _ reader: Reader) {
    guard !kinds.isEmpty else { return html.p("No way is set up here. Whoever runs the desk can set up mail.") }
    guard ways.count < Way.most else { return html.p("You have \(Way.most) ways, which is as many as there can be.") }
    html.faults(add.faults, labels: ["kind": "By", "label": "What I call it", "address": "Address"])
    html.postForm("/account/reach/ways", reader: reader, .class("form")) {
      html.selectField("kind", "By", kinds.map { Choice($0.rawValue, $0.choiceWords) }, add)
      html.textField("label", "What I call it", add, hint: "Like: my phone.", limit: 60)
      html.textField(
        "address", "Address", add,
        hint: kinds == [.mail]
          ? "A mail address, like kim@example.org."
          : "A mail address, or the https address that messages are posted to.",
        limit: 1000)
      html.div(.class("actions")) { html.button("Add it and send a code", .class("button main")) }
    }
  }
}

extension WayKind {
  fileprivate var choiceWords: String {
    switch self {
    case .mail: "mail"
    case .push: "push: a short text, posted to an address of a push service"
    case .webhook: "webhook: JSON, signed, posted to an address of mine"
    }
  }
}
