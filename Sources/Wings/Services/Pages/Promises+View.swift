import Agreements
import Components
import Core
import JournalUseCases
import Kernel
import Markup
import Services
import ServicesUseCases

extension HTML {
  /// The form of a promise.
  func promiseForm(
    _ form: FormState, to path: String, calendars: [String], zones: [String], isNew: Bool, _ reader: Reader
  ) {
    faults(
      form.faults,
      labels: [
        "service": "Service", "target": "Target", "period": "Counted by", "timeZone": "Time zone", "from": "From",
        "calendar": "Service time", "uncovered": "Time that no record speaks of", "unknown": "Time that is not known",
        "degraded": "How much degraded time counts", "maintenance": "Approved exclusions",
        "shortest": "Shortest trouble that counts", "notice": "Notice of maintenance", "ends": "End",
        "mostAnnounced": "Maintenance by notice alone", "lower": "A lower target",
      ])
    postForm(path, reader: reader, .class("form")) {
      if isNew {
        textField("service", "Service", form, hint: "As tickets name it.", limit: 100)
      } else {
        input(.type("hidden"), .name("version"), .value(form["version"]))
      }
      textField("target", "Target", form, hint: "Percent, like 99.9.", limit: 10)
      selectField(
        "period", "Counted by", ServicePeriod.Kind.allCases.map { Choice($0.rawValue, $0.rawValue) }, form)
      zoneField("timeZone", "Time zone", form, zones)
      selectField(
        "calendar", "Service time", calendars.map { Choice($0, $0) }, form,
        hint: "A calendar; without one all of the period.", optional: true, none: "all of the period")
      selectField(
        "uncovered", "Time that no record speaks of",
        AvailabilityRule.Uncovered.allCases.map { Choice($0.rawValue, $0.rawValue == "up" ? "is up" : "is not known") },
        form)
      selectField(
        "unknown", "Time that is not known",
        [Choice("excluded", "left out on both sides"), Choice("up", "counts as up"), Choice("down", "counts as down")],
        form)
      textField(
        "degraded", "How much degraded time counts", form, hint: "From 0, as up, to 1, as down.", limit: 14)
      selectField(
        "maintenance", "Approved exclusions",
        [
          Choice("excluded", "left out on both sides"),
          Choice("forgiven", "service time, in which downtime does not count"),
          Choice("counted", "count as any other time"),
        ], form)
      textField(
        "shortest", "Shortest trouble that counts", form,
        hint: "An unbroken stretch that is shorter counts as up: PT5M is five minutes.", optional: true, limit: 20)
      textField(
        "notice", "Notice of maintenance", form,
        hint:
          "Maintenance that is told so long before, like PT48H, needs nobody's word to be left out. Empty: a second "
          + "person approves each.", optional: true, limit: 20)
      textField(
        "mostAnnounced", "Maintenance by notice alone, at most", form,
        hint:
          "In one period, like PT8H; more of it a second person approves. Empty: eight hours a month.", optional: true,
        limit: 20)
      textField(
        "from", "From", form,
        hint: isNew
          ? "The first day of a period, like 2026-12-01; empty: the period that runs."
          : "The first day of a period, like 2026-12-01; empty: the next period. For the period that runs it waits for a "
            + "second person.", optional: true, limit: 10)
      if !isNew {
        checkField("lower", "The target is meant to be lower than before", form)
        checkField("ends", "From that day on nothing is promised", form)
      }
      div(.class("actions")) { button(isNew ? "Promise it" : "Make this version", .class("button main")) }
    }
  }
}

extension NewServicePage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title,
      lead: "Where there are records of the past, bring them in first: what has ended is stated as the promise is made."
    )
    html.promiseForm(form, to: "/promises/new", calendars: calendars, zones: zones, isNew: true, reader)
  }
}

extension PromisePage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title, lead: "What \(view.service) is promised. A version is never changed; the next holds from its own day on."
    ) {
      if reader.may(.seeJournal), !view.line.versions.isEmpty {
        html.a(
          "History", .class("button"),
          .href("/journal/streams/" + Address.encoded("availability-promise/\(view.service)")))
      }
    }
    html.waitingNotice(view.waiting.filter { $0.kind == .promise })
    html.part("Versions", id: "versions") {
      if view.line.versions.isEmpty { html.p("Nothing is promised yet.", .class("soft")) }
      for version in view.line.versions.reversed() { self.version(html, version, reader) }
    }
    if let form {
      html.part("A new version", id: "new") {
        html.promiseForm(
          form, to: ServiceWords.service(view.service) + "/promise", calendars: calendars, zones: zones, isNew: false,
          reader)
      }
    }
  }

  private func version(_ html: HTML, _ version: PromiseVersion, _ reader: Reader) {
    html.h3("Version \(version.number), from \(Words.date(version.from)) on")
    html.facts {
      if let promise = version.promise {
        html.fact(
          "Target", "\(promise.target.text)\u{202f}% a \(promise.period.rawValue), in \(promise.timeZone)")
        html.fact("Service time") {
          if let calendar = promise.calendar {
            html.a(.href("/calendars/" + Address.encoded(calendar))) { html.bdi(calendar) }
          } else {
            html.text("all of the period")
          }
        }
        html.fact("Rule") {
          html.ul(.class("plain")) {
            for words in [
              promise.rule.uncovered.words, promise.rule.unknown.words, promise.rule.maintenance.words,
              promise.rule.degradedWords,
            ] { html.li(Words.capitalised(words)) }
          }
        }
        html.fact(
          "Shortest trouble", promise.shortest > .zero ? Words.exact(promise.shortest) : "all trouble counts")
        html.fact(
          "Notice of maintenance", promise.notice.map(Words.exact) ?? "a second person approves whatever is left out")
        if promise.notice != nil {
          html.fact(
            "Maintenance by notice alone",
            promise.mostAnnounced.map {
              "at most \(Words.length($0, days: false)) a \(promise.period.rawValue); a second person approves more"
            } ?? "without a bound")
        }
      } else {
        html.fact("Target", "nothing is promised from that day on")
      }
      html.fact("Made") { html.moment(version.madeAt, .full, for: reader) }
    }
  }
}
