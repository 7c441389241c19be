import Components
import JournalUseCases
import Kernel
import Markup
import Proposals
import ProposalsUseCases
import Trade
import TradeUseCases

extension OfferPage {
  static let labels = [
    "text": "Comment", "clause": "About", "label": "What it shows", "question": "Question file",
    "contact": "Contact", "address": "Mail address", "endsAt": "Last day", "note": "Why",
  ]

  private var path: String { OfferPaths.offer(look.offer.number) }

  public func write(_ html: HTML, for reader: Reader) {
    let offer = look.offer
    html.heading("\(offer.name): \(offer.title)", lead: "Agreement \(name), offered to \(offer.partyName).") {
      OfferFiles.links(html, below: path, lacksPDF: lacksPDF)
      html.copyLink(path)
      if reader.may(.seeJournal) {
        html.a("History", .class("button"), .href("/journal/streams/" + Address.encoded("offer/\(offer.id.text)")))
      }
    }
    html.faults(form.faults, labels: OfferPage.labels)
    standing(html, reader)
    facts(html, reader)
    var sheet = OfferSheet(
      look: look, form: form, reader: reader, path: path, maySpeak: reader.may(.tradeOffers),
      maySign: reader.may(.approveAgreements))
    sheet.recounted = recounted
    sheet.write(html)
    if reader.may(.tradeOffers) { html.div(.class("tools")) { tools(html, reader) } }
    OfferFiles.foot(html, lacksPDF: lacksPDF)
  }

  private var name: String {
    look.last.flatMap { OfferText(body: $0.body) }?.members["name"]?.stringValue ?? look.offer.agreement
  }

  private func standing(_ html: HTML, _ reader: Reader) {
    let offer = look.offer
    switch look.standing {
    case .open, .withdrawn: break
    case .lapsed:
      html.notice(.warn) { html.p("Its round has ended before both sides had signed it. Make a new one.") }
    case .overtaken: html.notice(.warn) { html.p(OfferObstacle.over(.overtaken).words) }
    case .agreed where offer.inForceAt != nil:
      html.notice(.good) {
        html.p {
          html.text("Both sides have signed it, and it is in force since ")
          html.moment(offer.inForceAt ?? reader.now, .full, for: reader)
          for version in offer.versions where version.subject == "agreement" {
            html.text(": ")
            html.a(
              "version \(version.version) of \(version.key)",
              .href("/agreements/\(Address.encoded(version.key))?version=\(version.version)"))
          }
          html.text(".")
        }
      }
    case .agreed:
      html.notice(.good) {
        html.p(
          "Both sides have signed the same text. It is put in force as every change is: handed in as a proposal, and "
            + "approved by somebody else.")
        if let id = offer.proposal, look.proposal == .open {
          html.p { html.a("The proposal that waits", .href("/agreement-proposals/" + Address.encoded(id.text))) }
        }
        if reader.may(.tradeOffers) {
          html.postForm(path + "/propose", reader: reader, .class("tools")) {
            html.button("Hand in what both signed", .class("button main"))
          }
        }
      }
    }
  }

  private func facts(_ html: HTML, _ reader: Reader) {
    let offer = look.offer
    html.facts {
      html.fact("Stands") {
        html.chip(look.standing.tone, nil, look.standing.words)
        if let at = offer.endedAt {
          html.span(.class("under")) {
            html.moment(at, .full, for: reader)
            if let by = offer.endedBy {
              html.text(", by ")
              html.bdi(look.name(by))
            }
          }
        }
      }
      html.fact("Round") {
        html.text("\(offer.round)")
        if look.standing == .open {
          html.span(.class("under")) {
            html.text("ends ")
            html.moment(offer.endsAt, .full, for: reader)
          }
        }
      }
      html.fact("Agreement") {
        if look.present == nil {
          html.bdi(name)
          html.span("new", .class("under"))
        } else {
          html.a(.href("/agreements/" + Address.encoded(offer.agreement))) { html.bdi(name) }
        }
      }
      html.fact("Other side") {
        html.bdi(offer.partyName)
        html.span(offer.party.rawValue, .class("under"))
      }
      html.fact("Made") {
        html.moment(offer.madeAt, .full, for: reader)
        html.text(" by ")
        html.bdi(look.name(offer.madeBy))
      }
      if let note = offer.note, !note.isEmpty {
        html.fact("Why it was taken back") { html.div(note, .class("said"), .directionAuto) }
      }
    }
  }

  // MARK: What can be done

  private func tools(_ html: HTML, _ reader: Reader) {
    html.part("Links for the other side", id: "links") { links(html, reader) }
    html.part("Attach a figure", id: "attach") { attach(html, reader) }
    if look.standing == .open {
      html.part("Take it back", id: "withdraw") {
        html.postForm(path + "/withdraw", reader: reader, .class("form")) {
          html.textArea("note", "Why", form, hint: "The other side reads it.", optional: true, rows: 2)
          html.div(.class("actions")) { html.button("Take it back", .class("button grave")) }
        }
      }
    }
  }

  private func links(_ html: HTML, _ reader: Reader) {
    if !look.links.isEmpty {
      html.table(
        "Links",
        columns: [Column("For"), Column("Made"), Column("Ends"), Column("Last used"), Column("Act", hidden: true)],
        stacks: true
      ) {
        for link in look.links.reversed() { self.link(html, link, reader) }
      }
    }
    guard look.standing == .open else { return }
    guard look.hasMail else {
      return html.notice(.warn) {
        html.p(
          "No mail is set up here, so that the code which a link needs beside it could not be sent. Whoever runs the desk "
            + "sets MAINSTAY_MAIL_SERVER and MAINSTAY_MAIL_FROM.")
      }
    }
    html.p(
      "A link leads one contact of the other side to this offer and to nothing else. Beside it, a code is mailed to the "
        + "address you name.", .class("soft"))
    html.postForm(path + "/link", reader: reader, .class("form fields")) {
      html.textField("contact", "Contact", form, hint: "Their name.", limit: 120)
      html.textField("address", "Mail address", form, type: "email", hint: "Codes go there.", limit: 254)
      html.dayField("linkEnds", "Last day", form, optional: true)
      html.div(.class("actions")) { html.button("Make a link", .class("button")) }
    }
  }

  private func link(_ html: HTML, _ link: OfferLink, _ reader: Reader) {
    html.tr(.when(!link.works(at: reader.now), .class("is-over"))) {
      html.th(.scope("row"), .class("subject")) {
        html.bdi(link.contact)
        html.span(.class("under")) { html.bdi(link.address.isEmpty ? "address no longer kept" : link.address) }
      }
      html.td(.data("label", "Made")) {
        html.moment(link.madeAt, .date, for: reader)
        html.span(.class("under")) { html.bdi(look.name(link.madeBy)) }
      }
      html.td(.data("label", "Ends")) {
        if let at = link.revokedAt {
          html.text("ended ")
          html.moment(at, .date, for: reader)
        } else {
          html.moment(link.endsAt, .date, for: reader)
        }
      }
      html.td(.data("label", "Last used")) {
        if let at = link.enteredAt { html.moment(at, for: reader) } else { html.span("never", .class("soft")) }
      }
      html.td(.class("tight")) {
        if link.works(at: reader.now) {
          html.postForm(path + "/revoke", reader: reader) {
            html.input(.type("hidden"), .name("link"), .value(String(link.number)))
            html.button(
              "End it", .class("button plain"), .aria("label", "End the link of \(link.contact)"))
          }
        }
      }
    }
  }

  private func attach(_ html: HTML, _ reader: Reader) {
    if look.standing == .open {
      html.p {
        html.text("Ask on the page ")
        html.a("Try targets", .href("/workbench"))
        html.text(
          ", take the question file that it hands out, and paste it here. It is counted anew, without confidential tickets, "
            + "and the journal is sealed for it to rest on.")
      }
      html.postForm(path + "/figure", reader: reader, .class("form")) {
        html.textField("label", "What it shows", form, hint: "In a line, for the other side.", limit: 200)
        html.textArea("question", "Question file", form, rows: 8, .class("code"), Attribute("spellcheck", "false"))
        html.selectField(
          "basis", "Asked of",
          [Choice("inForce", "what is in force now"), Choice("offered", "the text of this round")],
          form)
        html.div(.class("actions")) { html.button("Count it and attach it", .class("button")) }
      }
    }
    if !look.figures.isEmpty {
      html.postForm(path + "/recount", reader: reader) {
        html.div(.class("actions")) { html.button("Count all figures again", .class("button")) }
      }
    }
  }
}
