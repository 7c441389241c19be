import Components
import Kernel
import Markup
import MessagesUseCases

extension WebhooksPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title, lead: "Addresses that messages are posted to, signed so that the receiver can tell they are ours."
    ) {
      html.a("Outbox", .class("button"), .href(Place.outbox.path))
    }
    if let fresh { secret(html, fresh, reader) }
    if rows.isEmpty {
      html.empty(
        .link, "No webhooks",
        reader.may(.manageHooks)
          ? "Until one is added, breaches and thresholds go to the log of the server alone."
          : "Breaches and thresholds go to the log of the server alone. An administrator can add a webhook."
      ) {
        if reader.may(.manageHooks) { html.a("Add a webhook", .class("button main"), .href("#add")) }
      }
    } else {
      list(html, reader)
    }
    if reader.may(.manageHooks) {
      html.div(.class("pair")) {
        html.part("Add a webhook", id: "add") { add(html, reader) }
        html.part("How the receiver verifies a message") { verifying(html) }
      }
    }
  }

  private func secret(_ html: HTML, _ fresh: Fresh, _ reader: Reader) {
    html.notice(.good) {
      html.h2("The secret of \(fresh.label)")
      html.p("Copy it into the receiver now: it is not shown again. If it is lost, exchange it for another.")
      if let until = fresh.formerUntil {
        html.p {
          html.text("The secret before it holds until ")
          html.moment(until, for: reader)
          html.text("; messages are signed with both.")
        }
      }
      html.pre { html.code(fresh.secret) }
    }
  }

  private func verifying(_ html: HTML) {
    html.p("Messages are signed as Standard Webhooks 1.0 has it, so its libraries verify them. By hand:")
    html.ol {
      html.li {
        html.text("Take the secret, cut off ")
        html.code("whsec_")
        html.text(", and decode the rest from base64: that is the key.")
      }
      html.li {
        html.text("Join the headers ")
        html.code("webhook-id")
        html.text(" and ")
        html.code("webhook-timestamp")
        html.text(" and the body, byte for byte as received, with a full stop between each.")
      }
      html.li {
        html.text("Compute HMAC-SHA256 of that with the key, and encode it in base64. Behind ")
        html.code("v1,")
        html.text(" it must be one of those in the header ")
        html.code("webhook-signature")
        html.text(", which have spaces between; compare in constant time.")
      }
      html.li("Refuse timestamps (seconds since 1970) that are more than five minutes off.")
      html.li {
        html.text("A message can come more than once: do nothing for a ")
        html.code("webhook-id")
        html.text(" that was handled before.")
      }
    }
  }

  private func add(_ html: HTML, _ reader: Reader) {
    html.faults(form.faults, labels: HookForm.labels)
    html.postForm("/outbox/webhooks", reader: reader, .class("form")) {
      HookForm.fields(html, form, kinds)
      html.div(.class("actions")) { html.button("Add it and show its secret", .class("button main")) }
    }
  }

  private func list(_ html: HTML, _ reader: Reader) {
    let columns = [
      Column("Webhook"), Column("Messages"), Column("State"), Column("Arrived", number: true), Column("Last delivery"),
      Column("Actions", hidden: true),
    ]
    html.table("Webhooks", columns: columns, stacks: true) {
      for row in rows { line(html, row, reader) }
    }
  }

  private func line(_ html: HTML, _ row: Row, _ reader: Reader) {
    html.tr {
      html.th(.scope("row")) {
        html.bdi(row.label)
        html.span(row.url, .class("under"))
      }
      html.td(row.kinds.joined(separator: ", "), .data("label", "Messages"))
      html.td {
        if !row.isActive {
          html.chip(.plain, .pause, "off")
        } else if let until = row.pausedUntil {
          html.chip(.bad, .fault, "fails")
          html.span(.class("under")) {
            html.text("next try ")
            html.ago(until, for: reader)
          }
        } else if row.fails {
          html.chip(.bad, .fault, "fails")
        } else {
          html.chip(.good, .check, "on")
        }
      }
      html.td(.class("num"), .data("label", "Arrived")) {
        if row.tried == 0 {
          html.span("nothing yet", .class("soft"))
        } else {
          html.text(Words.percent(Double(row.delivered) / Double(row.tried)))
          html.span(row.tried == 1 ? "of 1 message" : "\(row.delivered) of the last \(row.tried)", .class("under"))
        }
      }
      html.td(.data("label", "Last delivery")) {
        if let at = row.lastDeliveredAt { html.ago(at, for: reader) } else { html.span("none", .class("soft")) }
        if let error = row.lastError {
          html.span(.class("under apart")) { html.span(error, .class("late")) }
        }
        if !row.messages.isEmpty { last(html, row, reader) }
      }
      html.td {
        if reader.may(.manageHooks) { actions(html, row, reader) }
        if reader.may(.resendOutbox), row.isActive, row.hasDead {
          html.postForm("/outbox/webhooks/\(Address.encoded(row.id))/resend", reader: reader) {
            html.button(
              "Send dead letters again", .class("button"), .aria("label", "Send dead letters to \(row.label) again"))
          }
        }
      }
    }
  }

  private func last(_ html: HTML, _ row: Row, _ reader: Reader) {
    html.details {
      html.summary(
        .aria("label", "Last messages to \(row.label)")
      ) { html.text("Last \(Words.count(row.messages.count, "message", "messages"))") }
      html.ul(.class("plain-list")) {
        for message in row.messages {
          html.li {
            html.text(message.title + ", ")
            html.moment(message.at, for: reader)
            html.text(": \(message.words)")
          }
        }
      }
    }
  }

  private func actions(_ html: HTML, _ row: Row, _ reader: Reader) {
    let path = "/outbox/webhooks/" + Address.encoded(row.id)
    html.div(.class("actions")) {
      html.a("Change", .class("button"), .href(path), .aria("label", "Change \(row.label)"))
      if row.isActive {
        html.postForm(path + "/test", reader: reader) {
          html.button("Send a test", .class("button"), .aria("label", "Send a test to \(row.label)"))
        }
      }
      html.postForm(path + "/switch", reader: reader) {
        html.input(.type("hidden"), .name("active"), .value(row.isActive ? "no" : "yes"))
        let words = row.isActive ? "Switch off" : "Switch on"
        html.button(words, .class("button"), .aria("label", "\(words): \(row.label)"))
      }
    }
  }
}

extension WebhooksPage.Message {
  fileprivate var words: String {
    let tries = Words.count(attempts, "try", "tries")
    return switch state {
    case .delivered: attempts > 1 ? "arrived after \(tries)" : "arrived"
    case .dead: "given up after \(tries)" + (error.map { ", last answer: \($0)" } ?? "")
    case .waiting: error.map { "waits for the next try, last answer: \($0)" } ?? "waits to be sent"
    }
  }
}

/// What is said about a webhook, when it is added and when it is changed.
private enum HookForm {
  static let labels = ["label": "Label", "url": "Address", "kinds": "Messages"]

  static func fields(_ html: HTML, _ form: FormState, _ kinds: [Choice]) {
    html.textField("label", "Label", form, hint: "What it is for, like: on-call pager.", limit: 100)
    html.textField(
      "url", "Address", form, type: "url",
      hint: "Begins with https:// or http://. One that leads into a private network is refused, here or when the first "
        + "message is sent, unless the server allows its host by name.",
      limit: 1000)
    html.fieldset {
      html.legend("Messages")
      html.p("None of them holds what people wrote: who may read it finds it at the ticket.", .class("small soft"))
      for kind in kinds { html.checkField("kind-" + kind.value, kind.title, form) }
      if !form.faults(of: "kinds").isEmpty {
        html.span(form.faults(of: "kinds").joined(separator: " "), .class("fault"))
      }
    }
  }
}

extension WebhookPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(title, lead: "What is changed here leaves its secret as it is.") {
      html.a("Webhooks", .class("button"), .href(Place.webhooks.path))
    }
    let path = "/outbox/webhooks/" + Address.encoded(id)
    html.faults(form.faults, labels: HookForm.labels)
    html.postForm(path, reader: reader, .class("form")) {
      HookForm.fields(html, form, kinds)
      html.div(.class("actions")) { html.button("Save", .class("button main")) }
    }
    html.part("Exchange its secret", id: "secret") {
      html.p(
        "The new secret is shown once. The one before holds beside it for a while, in which messages carry a signature by "
          + "each, so that the receiver can change over without losing any.")
      if let formerUntil {
        html.p {
          html.text("A secret that was exchanged still holds until ")
          html.moment(formerUntil, for: reader)
          html.text(". Exchanging the present one ends it.")
        }
      }
      html.faults(rotation.faults, labels: ["graceHours": "Hours"])
      html.postForm(path + "/secret", reader: reader, .class("form")) {
        html.textField(
          "graceHours", "Hours for which the present secret still holds", rotation, type: "number",
          hint: "From 0, where it is known to others, to 168.")
        html.div(.class("actions")) { html.button("Exchange it and show the new one", .class("button")) }
      }
    }
    html.part("Take it away") {
      html.p("What waits for it is given up. What was sent stays in the outbox until it is forgotten.")
      html.postForm(path + "/remove", reader: reader) { html.button("Take it away", .class("button grave")) }
    }
  }
}
