import Components
import Core
import Kernel
import Markup
import Statements

/// What is counted over many tickets, and how available the services of the agreement were.
extension StatementPage {
  func measured(_ html: HTML, _ reader: Reader) {
    let all = list("measures")
    guard !all.isEmpty else { return }
    html.part("Measured objectives", id: "measures") {
      html.table(
        "Measured objectives",
        columns: [
          Column("Objective"), Column("Period"), Column("Counted", number: true), Column("Of", number: true),
          Column("Value", number: true), Column("95 % interval", number: true), Column("Verdict"),
        ], stacks: true
      ) {
        for one in all { row(html, measure: one, reader) }
      }
      html.p(
        "Every number opens to its tickets on the page of its measured objective. Left out and waiting are in neither "
          + "column.", .class("small soft"))
    }
  }

  private func row(_ html: HTML, measure one: JSON, _ reader: Reader) {
    html.tr {
      html.th(.scope("row"), .class("subject")) {
        html.bdi(one["name"]?.stringValue ?? "")
        html.span(.class("under")) { html.text(one["measure"]?.stringValue ?? "") }
      }
      html.td(.data("label", "Period")) { html.text(one["period"]?.stringValue ?? "") }
      html.td(.class("num"), .data("label", "Counted")) { html.text(number(one["numerator"])) }
      html.td(.class("num"), .data("label", "Of")) {
        html.text(number(one["denominator"]))
        let (leftOut, pending) = (one["leftOut"]?.integerValue ?? 0, one["pending"]?.integerValue ?? 0)
        if leftOut > 0 { html.span(.class("under")) { html.text("\(leftOut) left out") } }
        if pending > 0 { html.span(.class("under")) { html.text("\(pending) waiting") } }
      }
      html.td(.class("num"), .data("label", "Value")) {
        html.text(one["mean"]?.stringValue ?? StatementWords.share(one["share"]?.integerValue))
      }
      html.td(.class("num"), .data("label", "95 % interval")) {
        let interval = one["interval"]
        html.text(
          interval == nil
            ? "\u{2013}"
            : "\(StatementWords.share(interval?["low"]?.integerValue)) to "
              + StatementWords.share(interval?["high"]?.integerValue))
      }
      html.td(.data("label", "Verdict")) {
        html.text(StatementWords.verdictOfMeasure(one["verdict"]))
        for target in one["targets"]?.arrayValue ?? [] {
          html.span(.class("under")) { html.text(StatementWords.target(target)) }
        }
        if let settles = Statement.instant(one["settlesAt"]) {
          html.span(.class("under")) {
            html.text("settles ")
            html.moment(settles, for: reader)
          }
        }
      }
    }
  }

  func availability(_ html: HTML, _ reader: Reader) {
    let all = list("availability")
    guard !all.isEmpty else { return }
    html.part("Availability", id: "availability") {
      html.table(
        "Availability",
        columns: [
          Column("Service"), Column("Period"), Column("Availability", number: true), Column("Target", number: true),
          Column("Verdict"), Column("Bad", number: true), Column("Left of budget", number: true),
        ], stacks: true
      ) {
        for one in all { row(html, service: one) }
      }
      ledger(html, all, reader)
    }
  }

  private func row(_ html: HTML, service one: JSON) {
    let name = one["name"]?.stringValue ?? ""
    html.tr {
      html.th(.scope("row"), .class("subject")) { html.a(name, .href("/services/" + Address.encoded(name))) }
      html.td(.data("label", "Period")) { html.text(one["period"]?.stringValue ?? "") }
      html.td(.class("num"), .data("label", "Availability")) {
        html.text((one["availability"]?.stringValue).map { "\($0) %" } ?? "nothing to measure")
        let stated = one["stated"]?["availability"]?.stringValue
        if let stated, stated != one["availability"]?.stringValue {
          html.span(.class("under")) { html.text("stated as \(stated) %") }
        }
      }
      html.td(.class("num"), .data("label", "Target")) { html.text("\(one["target"]?.stringValue ?? "") %") }
      html.td(.data("label", "Verdict")) {
        html.text((one["met"]?.boolValue).map { $0 ? "met" : "missed" } ?? "\u{2013}")
        if one["runs"] != nil { html.span(.class("under")) { html.text("the period still runs") } }
        if one["unsettled"] != nil { html.span(.class("under")) { html.text("trouble over its end is not settled") } }
      }
      html.td(.class("num"), .data("label", "Bad")) { html.text(StatementWords.seconds(one["seconds"]?["bad"])) }
      html.td(.class("num"), .data("label", "Left of budget")) {
        html.text(StatementWords.seconds(one["seconds"]?["budgetLeft"]))
      }
    }
  }

  private func ledger(_ html: HTML, _ services: [JSON], _ reader: Reader) {
    guard services.contains(where: { $0["ledger"]?.arrayValue?.isEmpty == false }) else {
      return html.p("All of the time was up.", .class("small soft"))
    }
    html.table(
      "What was not up",
      columns: [
        Column("Service"), Column("From"), Column("Until"), Column("It was"), Column("Counts", number: true),
        Column("Records"),
      ], stacks: true
    ) {
      for service in services {
        for line in service["ledger"]?.arrayValue ?? [] {
          html.tr {
            html.th(.scope("row"), .class("subject")) { html.bdi(service["name"]?.stringValue ?? "") }
            for (name, label) in [("from", "From"), ("to", "Until")] {
              html.td(.data("label", label)) {
                if let at = Statement.instant(line[name]) { html.moment(at, for: reader) }
              }
            }
            html.td(.data("label", "It was")) {
              html.text(line["kind"]?.stringValue ?? "")
              html.span(.class("under")) { html.bdi(line["reason"]?.stringValue ?? line["rule"]?.stringValue ?? "") }
            }
            html.td(.class("num"), .data("label", "Counts")) { html.text(StatementWords.seconds(line["counted"])) }
            html.td(.data("label", "Records")) {
              for outage in (line["outages"]?.arrayValue ?? []).compactMap(\.stringValue) {
                html.a(outage, .href("/outages/" + Address.encoded(outage)))
                html.text(" ")
              }
            }
          }
        }
      }
    }
    html.p(
      "What the list counts adds up to the bad time of each service; time that it does not list was up.",
      .class("small soft"))
  }
}

extension StatementWords {
  static func verdictOfMeasure(_ json: JSON?) -> String {
    switch json?.stringValue {
    case "reached": "reached"
    case "missed": "missed"
    case "noTarget": "no target fits"
    default: "nothing counted"
    }
  }

  /// `target 95% with priority P1: missed by 3`.
  static func target(_ json: JSON) -> String {
    let when = (json["when"]?.objectValue ?? [:]).sorted { $0.key < $1.key }.map { name, values in
      "\(name) \((values.arrayValue ?? []).compactMap(\.stringValue).joined(separator: " or "))"
    }
    let which = when.isEmpty ? "" : " with " + when.joined(separator: ", ")
    let missed = (json["missedBy"]?.integerValue).map { ", missed by \($0)" } ?? ""
    return (json["target"]?.stringValue).map { "target \($0)\(which)\(missed)" }
      ?? "no target fits \(number(json)) of it"
  }

  private static func number(_ json: JSON) -> Int64 { json["denominator"]?.integerValue ?? 0 }
}
