import Components
import Kernel
import Markup
import Trade
import TradeUseCases

extension KnockPage {
  public func write(_ html: HTML, for reader: Reader) {
    if hasLeft {
      html.h1("You have left")
      return html.p("The link still leads back, with another code.")
    }
    guard let link else {
      html.h1("This link is not good")
      return html.p("It was ended, has expired, or was cut short. Ask whoever gave it to you for a new one.")
    }
    html.h1("You are invited to an offer")
    html.p {
      html.text("To see that it is you, a code is mailed to ")
      html.strong(link.hint)
      html.text(". It holds for 15 minutes.")
    }
    html.faults(form.faults, labels: ["code": "Code"])
    if isSent {
      if let demoCode {
        html.notice(.plain) { html.p("The demo company sends no mail. The code is \(demoCode).") }
      }
      html.postForm(OfferPaths.door + "/enter", reader: reader) {
        html.input(.type("hidden"), .name("token"), .value(link.secret))
        html.textField(
          "code", "Code", form, hint: "Six digits.", autocomplete: "one-time-code", limit: 20,
          Attribute("inputmode", "numeric"), .autofocus)
        html.div(.class("actions")) { html.button("Go on", .class("button main")) }
      }
    }
    html.postForm(OfferPaths.door + "/code", reader: reader) {
      html.input(.type("hidden"), .name("token"), .value(link.secret))
      html.div(.class("actions")) {
        html.button(isSent ? "Mail another code" : "Mail me a code", .class(isSent ? "button" : "button main"))
      }
    }
  }
}

extension VisitPage {
  public func write(_ html: HTML, for reader: Reader) {
    let offer = look.offer
    html.heading(
      offer.title,
      lead: "\(offer.name), offered to \(offer.partyName)\(reader.deskName.map { " by \($0)" } ?? ""). You read it as "
        + "\(look.contact?.contact ?? "its contact")."
    ) {
      OfferFiles.links(html, below: OfferPaths.visit, lacksPDF: lacksPDF)
      html.postForm(OfferPaths.visit + "/leave", reader: reader) {
        html.input(.type("hidden"), .name("guard"), .value(token))
        html.button("Leave", .class("button"))
      }
    }
    html.faults(form.faults, labels: ["text": "Comment", "clause": "About", "name": "Your name"])
    html.notice(look.standing.tone) { html.p { standing(html, reader) } }
    OfferSheet(
      look: look, form: form, reader: reader, path: OfferPaths.visit, token: token, maySpeak: true, maySign: true
    ).write(html)
    OfferFiles.foot(html, lacksPDF: lacksPDF)
  }

  private func standing(_ html: HTML, _ reader: Reader) {
    let offer = look.offer
    switch look.standing {
    case .open:
      html.text("Round \(offer.round) stands until ")
      html.moment(offer.endsAt, .full, for: reader)
      html.text(". You can comment, offer another text, or sign it.")
    case .agreed:
      html.text(
        offer.inForceAt == nil
          ? "Both sides have signed this text. The desk puts it in force next."
          : "Both sides have signed this text, and it is in force.")
    case .withdrawn: html.text("The desk has taken this offer back. \(offer.note ?? "")")
    case .lapsed: html.text("This offer has ended before both sides had signed it.")
    case .overtaken: html.text("What this offer would change has changed meanwhile. Ask the desk for a new one.")
    }
  }
}
