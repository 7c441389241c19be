import Components
import Kernel
import Markup
import PeopleUseCases

extension SecondFactorPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      "Second factor", lead: "A code of a device, beside the password: who learns the password alone stays out.")
    if !codes.isEmpty { html.recoveryCodes(codes) }
    switch state {
    case .offered(let offer):
      if isRequired {
        html.notice(.warn) { html.p("Your role may not sign in without one. Set it up before you sign out.") }
      }
      html.faults(form.faults, labels: SecondFactorPage.labels)
      html.postForm("/account/second-factor", reader: reader, .class("form")) {
        html.setUp(offer, form)
        if offer.needsProof { html.ownPassword(form, hint: "Because it changes how you sign in.") }
        html.div(.class("actions")) { html.button("Set it up", .class("button main")) }
      }
    case .set(let since, let left): standing(since, left, html, reader)
    }
  }

  private static let labels = ["code": "Code", "current": "Your own password", "offer": "The secret"]

  private func standing(_ since: Instant, _ left: Int, _ html: HTML, _ reader: Reader) {
    html.facts {
      html.fact("Set up") { html.moment(since, for: reader) }
      html.fact("Recovery codes left", String(left))
      html.fact("Needed by your role", isRequired ? "yes" : "no")
    }
    if left < 3, codes.isEmpty {
      html.notice(.warn) {
        html.p(
          left == 0
            ? "No recovery code is left. Make new ones before you lose the device."
            : "Few recovery codes are left. Make new ones before they are gone.")
      }
    }
    html.faults(form.faults, labels: SecondFactorPage.labels)
    html.postForm("/account/second-factor/change", reader: reader, .class("form")) {
      html.codeField(form)
      html.div(.class("actions")) {
        html.button("Make new recovery codes", .class("button"), .name("do"), .value("codes"))
        if !isRequired {
          html.button("Take it away", .class("button grave"), .name("do"), .value("remove"))
        }
      }
    }
    if isRequired {
      html.p("Your role needs a second factor, so it cannot be taken away here.", .class("small soft"))
    }
  }
}

extension SignInCodePage {
  public func write(_ html: HTML, for reader: Reader) {
    html.h1(title)
    html.faults(form.faults, labels: ["code": "Code", "offer": "The secret"])
    guard let pending else {
      html.p("This sign-in waits no more.")
      return html.div(.class("actions")) { html.a("Sign in again", .class("button main"), .href("/sign-in")) }
    }
    if offer != nil {
      html.p("Your role may not sign in with a password alone. Set up an authenticator app; you do it once.")
    } else {
      html.p("Your password was right. Type the code that your authenticator app shows now, or a recovery code.")
    }
    html.postForm(offer == nil ? "/sign-in/code" : "/sign-in/second-factor", reader: reader) {
      html.input(.type("hidden"), .name("pending"), .value(pending))
      html.input(.type("hidden"), .name("next"), .value(next))
      if let offer { html.setUp(offer, form) } else { html.codeField(form, .autofocus) }
      html.div(.class("actions")) {
        html.button(offer == nil ? "Sign in" : "Set it up and sign in", .class("button main"))
        html.a("Start again", .class("button"), .href("/sign-in"))
      }
    }
  }
}

extension RecoveryCodesPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.h1("You are signed in")
    html.recoveryCodes(codes)
    html.div(.class("actions")) { html.a("I have kept them; go on", .class("button main"), .href(next), .autofocus) }
  }
}

extension SignInsPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title, lead: "Of the last 180 days. A line that says refused had the right password and a wrong code.")
    guard !rows.isEmpty else {
      return html.p("None yet.", .class("soft"))
    }
    let columns = [Column("When"), Column("By"), Column("What came of it"), Column("Browser"), Column("From")]
    html.table("Sign-ins", columns: columns, stacks: true) {
      for row in rows {
        html.tr {
          html.th(.scope("row")) { html.moment(row.at, for: reader) }
          html.td(row.by, .data("label", "By"))
          html.td {
            row.isGood ? html.chip(.good, .done, "signed in") : html.chip(.bad, .fault, "refused")
          }
          html.td(row.device, .data("label", "Browser"))
          html.td(.data("label", "From")) { html.code(row.address) }
        }
      }
    }
    html.pager(pager)
  }
}

extension AccessPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      "How people sign in", lead: "With name and password, and with a second factor where their role needs one.")
    html.part("Second factor", id: "second-factor") {
      html.p(
        "Who may not sign in without a code of an authenticator app. Sessions of these roles in which none was shown end "
          + "at once; their people set one up as they sign in next. Programs with tokens are not asked.", .class("soft")
      )
      html.faults(
        form.faults, labels: ["roles": "Roles", "current": "Your own password"],
        id: { name in
          name == "roles" ? "second-factor" : Forms.id(name)
        })
      html.postForm("/access", reader: reader, .class("form")) {
        html.fieldset {
          html.legend("Needs a second factor")
          for rule in rules {
            html.checkField("role-" + rule.role.rawValue, AccessPage.words(rule), form)
          }
        }
        if needsProof { html.ownPassword(form, hint: "Because it changes who comes in.") }
        html.div(.class("actions")) { html.button("Save", .class("button main")) }
      }
    }
  }

  private static func words(_ rule: Rule) -> String {
    rule.without == 0
      ? "\(rule.role.rawValue): all have one"
      : "\(rule.role.rawValue): \(Words.count(rule.without, "person has", "people have")) none yet"
  }
}

extension HTML {
  /// The secret as picture, link and text, and the field for the first code.
  fileprivate func setUp(_ offer: SecondFactorOfferLine, _ form: FormState) {
    input(.type("hidden"), .name("offer"), .value(offer.sealed))
    p("1. Let an authenticator app read this, or type the letters below into it.")
    if let picture = offer.picture { squares(picture) }
    p {
      a("Open it in an app on this device", .href(offer.address))
    }
    p {
      text("Letters: ")
      code(offer.secret)
    }
    p("2. Type the code that the app shows now.")
    codeField(form, hint: "Six digits. They change every half minute.")
  }

  fileprivate func codeField(
    _ form: FormState, hint: String = "Six digits of the app, or a recovery code.", _ extra: Attribute...
  ) {
    field("code", "Code", form, hint: hint) { tied in
      void(
        "input",
        tied + [.type("text"), .autocomplete("one-time-code"), Attribute("inputmode", "text"), .maxlength(64)] + extra)
    }
  }

  /// Codes that are shown this once.
  fileprivate func recoveryCodes(_ codes: [String]) {
    notice(.good) {
      h2("Your recovery codes")
      p(
        "Each lets you in once where the device is lost. Print them or write them down now: they are not shown again, "
          + "and those of before are good no more.")
      pre { code(codes.joined(separator: "\n")) }
    }
  }

  /// A QR code with the quiet zone of four squares that cameras need. Dark on light, whatever the theme.
  fileprivate func squares(_ picture: QRSquares) {
    let margin = 4
    let side = Double(picture.width + 2 * margin)
    var dark = ""
    for row in 0..<picture.width {
      var column = 0
      while column < picture.width {
        guard picture.isDark[row * picture.width + column] else {
          column += 1
          continue
        }
        let begin = column
        while column < picture.width, picture.isDark[row * picture.width + column] { column += 1 }
        dark += "M\(begin + margin) \(row + margin)h\(column - begin)v1h-\(column - begin)z"
      }
    }
    svg(width: side, height: side, label: "The secret for a camera; its letters stand below", .class("qr")) {
      rect(x: 0, y: 0, width: side, height: side, .class("qr-light"))
      path(dark, .class("qr-dark"))
    }
  }
}
