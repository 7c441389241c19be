import Components
import Duty
import DutyUseCases
import Kernel
import Markup

extension RosterPage {
  private var path: String { "/rosters/" + Address.encoded(detail.roster.id.text) }
  private func name(_ id: RecordID) -> String { names[id]?.shown ?? "somebody unknown" }

  func gaps(_ html: HTML, _ reader: Reader) {
    guard !detail.gaps.isEmpty else {
      return html.p("None: everybody who is to be on duty can be.", .class("soft"))
    }
    html.table("Gaps", columns: [Column("From"), Column("To"), Column("Why")], stacks: true) {
      for gap in detail.gaps {
        html.tr {
          html.th(.scope("row")) { html.moment(gap.span.from, .day, for: reader) }
          html.td(.data("label", "To")) { html.moment(gap.span.to, .day, for: reader) }
          html.td(.data("label", "Why")) { html.bdi((gap.place.gap ?? .unassigned).words(name: name)) }
        }
      }
    }
  }

  func overlaps(_ html: HTML, _ reader: Reader) {
    html.p("Who has duty here and on another roster at the same time is one person for both.", .class("soft"))
    html.table(
      "On duty elsewhere too", columns: [Column("Who"), Column("From"), Column("To"), Column("Other roster")],
      stacks: true
    ) {
      for one in detail.overlaps.items {
        html.tr {
          html.th(.scope("row")) { html.dutyPerson(one.overlap.person, names) }
          html.td(.data("label", "From")) { html.moment(one.overlap.span.from, .day, for: reader) }
          html.td(.data("label", "To")) { html.moment(one.overlap.span.to, .day, for: reader) }
          html.td(.data("label", "Other roster")) {
            html.a(.href("/rosters/" + Address.encoded(one.roster.id.text))) { html.bdi(one.roster.name) }
            html.span(.class("under")) { html.bdi(one.roster.team) }
          }
        }
      }
    }
    if detail.overlaps.hasMore {
      html.p("And more than these \(OverlapsOfRoster.most); look less far ahead.", .class("soft"))
    }
  }

  func moment(_ html: HTML, _ reader: Reader) {
    html.element("form", [.action(path + "#moment"), .method("get"), .class("form")]) {
      kept(html)
      html.dutyTime(
        "at", "Who is on duty at", form,
        hint: "By the clock of \(reader.zone.name). Of the past it says what was in force then.")
      html.div(.class("actions")) { html.button("Say who", .class("button")) }
    }
    guard let asked else { return }
    html.facts {
      html.fact("At") { html.moment(asked.at, .full, for: reader) }
      html.fact("On duty") { html.dutyHolder(asked.place.holder, asked.names) }
    }
    html.ul {
      for reason in asked.reasons {
        html.li {
          html.bdi(
            reason.words(
              name: { asked.names[$0]?.shown ?? "somebody unknown" }, time: { Moments.text($0, .day, for: reader) }))
        }
      }
    }
  }

  func overrides(_ html: HTML, _ reader: Reader) {
    if detail.overrides.isEmpty {
      html.p("None. An override gives duty to somebody for a while, whoever would have it else.", .class("soft"))
    } else {
      let columns = [
        Column("Who"), Column("When"), Column("Made by"), Column("Action", hidden: true),
      ]
      html.table("Overrides", columns: columns, stacks: true) {
        for one in detail.overrides {
          html.tr {
            html.th(.scope("row")) { html.dutyPerson(one.person, names) }
            html.td(.data("label", "When")) { html.dutySpan(one.span, for: reader) }
            html.td(.data("label", "Made by")) { html.dutyPerson(one.maker, names) }
            html.td {
              if detail.mayChange, reader.may(.editRosters) {
                html.postForm("\(path)/overrides/\(Address.encoded(one.id.text))/end", reader: reader) {
                  html.button(
                    "Take it back", .class("button grave"),
                    .aria("label", "Take the override of \(name(one.person)) back"))
                }
              }
            }
          }
        }
      }
    }
    guard detail.mayChange, reader.may(.editRosters) else { return }
    html.faults(
      form.faults.filter { $0.path != "at" }, labels: ["person": "Who", "from": "From", "to": "To"])
    // The part of the page is named, so that a refusal is shown where it was typed.
    html.postForm(path + "/overrides#override", reader: reader, .class("form")) {
      kept(html)
      html.dutyStaff("person", "Who", staff, form)
      html.dutyTime(
        "from", "From", form, hint: "By the clock of \(reader.zone.name); nothing means now.", optional: true)
      html.dutyTime("to", "To", form)
      html.div(.class("actions")) { html.button("Make the override", .class("button main")) }
    }
  }

  /// How the page is looked at, so that it stays so.
  private func kept(_ html: HTML) {
    for (name, value) in look.values { html.input(.type("hidden"), .name(name), .value(value)) }
  }

  func swaps(_ html: HTML, _ reader: Reader) {
    guard !detail.swaps.isEmpty else {
      return html.p(.class("soft")) {
        html.text("None ahead. Who has duty asks for a swap on ")
        html.a("My duty", .href(Place.myDuty.path))
        html.text(".")
      }
    }
    html.table("Swaps", columns: [Column("Gives"), Column("Takes"), Column("When"), Column("State")], stacks: true) {
      for swap in detail.swaps {
        html.tr {
          html.th(.scope("row")) { html.dutyPerson(swap.asker, names) }
          html.td(.data("label", "Takes")) { html.dutyPerson(swap.taker, names) }
          html.td(.data("label", "When")) {
            html.dutySpan(swap.given, for: reader)
            if let returned = swap.returned {
              html.span(.class("under")) {
                html.text("in return ")
                html.dutySpan(returned, for: reader)
              }
            }
          }
          html.td(.data("label", "State")) {
            if swap.state == .accepted { html.chip(.good, .done, "agreed") } else { html.chip(.warn, nil, "asked") }
          }
        }
      }
    }
  }

  func people(_ html: HTML) {
    let columns = [Column("Person"), Column("Mail"), Column("Told by"), Column("Layers")]
    html.table("Who takes turns", columns: columns, stacks: true) {
      for person in turning {
        html.tr {
          html.th(.scope("row")) { html.dutyPerson(person, names) }
          html.td(.data("label", "Mail")) {
            if let mail = mails[person] {
              html.a(mail, .href("mailto:" + mail))
            } else {
              html.span("none", .class("soft"))
            }
          }
          html.td(.data("label", "Told by")) { told(html, person) }
          html.td(.data("label", "Layers")) {
            let layers = detail.plan.layers.filter { $0.people.contains(person) }.map(\.name)
            html.bdi((layers + (detail.plan.standby == person ? ["stands by"] : [])).joined(separator: ", "))
          }
        }
      }
    }
  }

  /// By what somebody is told of what happens, or why not.
  private func told(_ html: HTML, _ person: RecordID) {
    let reach = detail.reach[person]
    if mails[person] == nil, reach?.hasWay != true { return html.chip(.warn, .warning, "cannot be reached") }
    guard let reach else { return html.span("not known", .class("soft")) }
    html.bdi(reach.kinds.isEmpty ? "not told by the desk" : reach.kinds.joined(separator: ", "))
    if let obstacle = reach.obstacle { html.span(.class("under")) { html.bdi(obstacle) } }
  }

  private var turning: [RecordID] {
    var seen: Set<RecordID> = []
    return (detail.plan.layers.flatMap(\.people) + (detail.plan.standby.map { [$0] } ?? []))
      .filter { seen.insert($0).inserted }
  }

  func plans(_ html: HTML, _ reader: Reader) {
    html.p("A change holds from its instant on. What was in force before stays what it was.", .class("soft"))
    html.table(
      "Plans", columns: [Column("Plan"), Column("In force from"), Column("Made by"), Column("Made")], stacks: true
    ) {
      for plan in detail.plans {
        html.tr {
          html.th(String(plan.number), .scope("row"))
          html.td(.data("label", "In force from")) { html.moment(plan.from, .day, for: reader) }
          html.td(.data("label", "Made by")) { html.dutyPerson(plan.maker, names) }
          html.td(.data("label", "Made")) { html.moment(plan.madeAt, for: reader) }
        }
      }
    }
  }
}
