import Agreements
import Components
import Escalation
import EscalationUseCases
import Kernel
import Markup

extension LaddersPage {
  public func write(_ html: HTML, for reader: Reader) {
    let mayMake = reader.may(.manageLadders)
    html.heading(
      title, lead: "Who is told when, as clocks run towards their targets and past them: rung by rung, each once."
    ) {
      html.a("What will fire", .class("button"), .href(Place.escalations.path))
      if mayMake { html.a("New ladder", .class("button main"), .href("/ladders/new")) }
    }
    html.unreadable(list.unreadable, "Not all ladders can be read. The others are shown.")
    guard !list.items.isEmpty else {
      return html.empty(
        .up, "No ladders yet",
        mayMake
          ? "Say who is told at 75 % of a target, at its breach and after it, and who comes next if nobody takes it up."
          : "Managers make them. What they will do then appears under Escalations."
      ) { if mayMake { html.a("Make a ladder", .class("button main"), .href("/ladders/new")) } }
    }
    let columns = [
      Column("Ladder"), Column("For"), Column("Rungs", number: true), Column("On clocks now", number: true),
      Column("Stands"),
    ]
    html.table("Ladders", columns: columns, stacks: true) {
      for item in list.items {
        html.tr {
          html.th(.scope("row")) {
            html.a(.href("/ladders/" + Address.encoded(item.key))) { html.bdi(item.ladder.name) }
            html.span(.class("under")) { html.code(item.key) }
          }
          html.td(.data("label", "For")) { html.bdi(item.ladder.scopeWords) }
          html.td(.class("num"), .data("label", "Rungs")) { html.text(String(item.ladder.rungs.count)) }
          html.td(.class("num"), .data("label", "On clocks now")) {
            html.text(Words.grouped(list.running[item.key] ?? 0))
          }
          html.td(.data("label", "Stands")) {
            if item.isOn { html.chip(.good, .play, "on") } else { html.chip(.plain, .pause, "off") }
          }
        }
      }
    }
  }
}

extension Ladder {
  /// Which tickets and clocks it is for, in words.
  var scopeWords: String {
    var parts: [String] = []
    if !agreements.isEmpty { parts.append("agreement " + agreements.joined(separator: " or ")) }
    if !objectives.isEmpty { parts.append(objectives.joined(separator: " or ")) }
    parts += when.map { "\($0.attribute) \($0.values.joined(separator: " or "))" }
    return parts.isEmpty ? "every clock" : parts.joined(separator: ", ")
  }
}

extension LadderAsk {
  var words: String {
    let who =
      switch by {
      case .some(1): "one of them"
      case .some(let count): "\(count) of them"
      case .everybody: "all of them"
      }
    let again = repeats == 0 ? "" : ", told again \(Words.count(repeats, "time", "times"))"
    return "\(who) within \(within.plainWords)\(again), else the next rung at once"
  }
}

extension LadderPage {
  public func write(_ html: HTML, for reader: Reader) {
    let newest = detail.newest
    html.heading(title, lead: "For \(newest.ladder.scopeWords). Version \(newest.version) by \(newest.madeBy).") {
      html.a("Ladders", .class("button"), .href(Place.ladders.path))
      if reader.may(.manageLadders) {
        html.a("Change", .class("button main"), .href("/ladders/\(Address.encoded(newest.key))/change"))
      }
    }
    html.unreadable(detail.unreadable, "Not all versions can be read. The others are shown.")
    html.faults(form.faults.filter { $0.path.isEmpty })
    if !newest.remarks.isEmpty {
      html.notice(.warn) {
        html.p("It names what is retired or not there any more:")
        html.ul { for remark in newest.remarks { html.li { html.bdi(remark) } } }
      }
    }
    html.facts {
      html.fact("Stands") {
        if newest.isOn { html.chip(.good, .play, "on") } else { html.chip(.plain, .pause, "off") }
      }
      html.fact("On clocks now", Words.grouped(detail.running))
      html.fact("In holds", newest.ladder.isQuietOnHold ? "nothing is sent, and no time runs" : "goes on")
      html.fact(
        "After its last rung",
        newest.ladder.again == 0 ? "ends" : "begins anew \(Words.count(newest.ladder.again, "time", "times"))")
      html.fact("Holds for clocks that start from") { html.moment(newest.from, .full, for: reader) }
    }
    html.part("Rungs", id: "rungs") { rungs(html, newest.ladder) }
    html.part("What would it do?", id: "dry-run") { ask(html, reader) }
    html.part("Versions", id: "versions") { versions(html, reader) }
    guard reader.may(.manageLadders) else { return }
    html.part(newest.isOn ? "Turn it off" : "Turn it on", id: "switch") {
      html.p(
        newest.isOn
          ? "Clocks that start then are on no rung of it; those that run go on as they began. It is never deleted."
          : "Clocks that start from then on go by it.")
      html.postForm("/ladders/\(Address.encoded(newest.key))/switch", reader: reader) {
        html.input(.type("hidden"), .name("version"), .value(String(newest.version)))
        html.input(.type("hidden"), .name("on"), .value(newest.isOn ? "no" : "yes"))
        html.button(newest.isOn ? "Turn it off" : "Turn it on", .class(newest.isOn ? "button grave" : "button main"))
      }
    }
  }

  private func rungs(_ html: HTML, _ ladder: Ladder) {
    let columns = [Column("Rung"), Column("Tells"), Column("Hours"), Column("Asks"), Column("Says")]
    html.table("Rungs", columns: columns, stacks: true) {
      for (place, rung) in ladder.rungs.enumerated() {
        html.tr {
          html.th(.scope("row")) { html.text(rung.title(place)) }
          html.td(.data("label", "Tells")) {
            html.bdi(
              rung.tells.map { $0.words(name: { detail.people[$0] ?? $0 }, team: { detail.teams[$0] ?? $0 }) }
                .joined(separator: ", "))
            if rung.onlyUnacknowledged {
              html.span("only while nobody has acknowledged", .class("under"))
            }
          }
          html.td(.data("label", "Hours")) {
            if let window = rung.window {
              html.bdi(window.calendar)
              html.span(
                window.outside == .wait ? "else it waits" : "else the next rung at once", .class("under"))
            } else {
              html.text("always")
            }
          }
          html.td(.data("label", "Asks")) { html.text(rung.ask?.words ?? "nothing") }
          html.td(.data("label", "Says")) {
            html.bdi((rung.wording ?? LadderWording.usual(rung.moment)).text)
          }
        }
      }
    }
  }

  private func versions(_ html: HTML, _ reader: Reader) {
    html.table(
      "Versions", columns: [Column("Version"), Column("From"), Column("By"), Column("Rungs"), Column("Stood")],
      stacks: true
    ) {
      for version in detail.versions {
        html.tr {
          html.th(.scope("row")) { html.text(String(version.version)) }
          html.td(.data("label", "From")) { html.moment(version.from, .day, for: reader) }
          html.td(.data("label", "By")) { html.bdi(version.madeBy) }
          html.td(.data("label", "Rungs")) { html.bdi(version.ladder.rungs.map(\.moment.text).joined(separator: ", ")) }
          html.td(.data("label", "Stood")) { html.text(version.isOn ? "on" : "off") }
        }
      }
    }
  }
}
