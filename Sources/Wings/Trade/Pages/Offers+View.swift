import Components
import Kernel
import Markup
import Trade
import TradeUseCases

extension OffersPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title,
      lead: "Agreements that are negotiated with the other side, round by round, until both sign the same text."
    ) {
      if reader.may(.tradeOffers) {
        html.a("Offer an agreement", .class("button main"), .href(Place.offers.path + "/new"))
      }
    }
    html.tabs(
      [
        Tab("All", Place.offers.path, isHere: open == nil),
        Tab("Open", Place.offers.path + "?open=yes", isHere: open == true),
        Tab("Over", Place.offers.path + "?open=no", isHere: open == false),
      ], label: "Which offers")
    html.unreadable(found.unreadable, "Not all offers can be read. The rest is shown.")
    if found.offers.isEmpty {
      html.empty(
        .exchange, "No offer here",
        reader.may(.tradeOffers)
          ? "Offer a proposal that waits, or a draft: the other side reads it by a link, comments and signs."
          : "Managers offer agreements.")
    } else {
      html.div(.data("list", "")) {
        html.table(
          "Offers",
          columns: [
            Column("Offer"), Column("With"), Column("Stands"), Column("Round"), Column("Signed"),
            Column("Open comments", number: true), Column("Ends"),
          ], stacks: true
        ) {
          for row in found.offers { self.row(html, row, reader) }
        }
      }
      html.pager(pager)
    }
  }

  private func row(_ html: HTML, _ row: ListOffers.Row, _ reader: Reader) {
    let offer = row.offer
    html.tr(.data("row", ""), .when(row.standing != .open, .class("is-over"))) {
      html.th(.scope("row"), .class("subject")) {
        html.a(.href(OfferPaths.offer(offer.number)), .data("open", "")) { html.bdi(offer.title) }
        html.span(.class("under")) {
          html.text("\(offer.name), ")
          html.bdi(row.agreementName)
        }
      }
      html.td(.data("label", "With")) {
        html.bdi(offer.partyName)
        html.span(offer.party.rawValue, .class("under"))
      }
      html.td(.data("label", "Stands")) {
        html.chip(row.standing.tone, nil, row.standing.words)
        if offer.inForceAt != nil { html.span("in force", .class("under")) }
      }
      html.td(.data("label", "Round")) {
        html.text("\(offer.round)")
        html.span(row.side == .ours ? "ours" : "theirs", .class("under"))
      }
      html.td(.data("label", "Signed")) {
        html.text(
          row.signed.count == 2 ? "by both" : row.signed.first.map { $0 == .ours ? "by us" : "by them" } ?? "by nobody")
      }
      html.td(.class("num"), .data("label", "Open comments")) { html.text(Words.grouped(row.openComments)) }
      html.td(.data("label", "Ends")) {
        if row.standing == .open { html.moment(offer.endsAt, .date, for: reader) } else { html.text("\u{2013}") }
      }
    }
  }
}

extension OfferFormPage {
  static let labels = [
    "title": "Title", "partyName": "Other side", "party": "What they are to you", "text": "Agreement file",
    "proposal": "Proposal", "note": "Message", "endsAt": "Ends",
  ]

  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title,
      lead: "A proposal that waits, or a file. Its text becomes the first round. Nothing is in force before both sides "
        + "have signed the same text and it was approved as any proposal is.")
    html.faults(form.faults, labels: OfferFormPage.labels)
    html.postForm(Place.offers.path, reader: reader, .class("form")) {
      html.textField("title", "Title", form, hint: "What it is about, in a line.", limit: 120)
      html.textField(
        "partyName", "Other side", form, hint: "What the customer or supplier is called. They read it.", limit: 120)
      html.selectField(
        "party", "What they are to you", [Choice("customer", "customer"), Choice("supplier", "supplier")], form)
      if !proposals.isEmpty {
        html.selectField(
          "proposal", "Proposal", proposals, form,
          hint: "One that waits for a decision. It cannot be approved before both sides have signed.", optional: true,
          none: "none: the file below")
      }
      html.textArea(
        "text", "Agreement file", form,
        hint: "YAML with one agreement, and the open hours that change with it, where no proposal is chosen.",
        optional: true, rows: 14, .class("code"), Attribute("spellcheck", "false"))
      html.textArea("note", "Message", form, hint: "What you say with it. They read it.", optional: true, rows: 3)
      html.dayField("endsAt", "Last day of the offer", form, optional: true)
      html.div(.class("actions")) {
        html.button("Offer it", .class("button main"))
        html.a("Cancel", .class("button"), .href(Place.offers.path))
      }
    }
  }
}

extension OfferLinkPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(title, lead: "It leads to \(link.offer) and to nothing else. It is shown this once.")
    html.notice(.good) {
      html.p(
        "Hand it over by whatever way you have. Beside it, a code is needed that is mailed to the address you named.")
    }
    html.facts {
      html.fact("Link") { html.code(address) }
      html.fact("For") { html.bdi(link.link.contact) }
      html.fact("Codes go to") { html.bdi(link.link.address) }
      html.fact("Ends") { html.moment(link.link.endsAt, .full, for: reader) }
    }
    html.div(.class("actions")) {
      html.a("Back to \(link.offer)", .class("button main"), .href(Place.offers.path + "/" + link.offer))
    }
  }
}

extension CounterPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title,
      lead: isFile
        ? "Change the text below. It becomes the next round; what was signed of this one is void."
        : "Change what should be otherwise. It becomes the next round; what was signed of this one is void."
    ) {
      if look.side == .ours {
        if isFile {
          html.a("Clause by clause", .class("button"), .href(path))
        } else {
          html.a("As a file", .class("button"), .href(path + "?as=file"))
        }
      }
    }
    guard let last = look.last, let words = OfferWords(last.body, for: reader) else { return }
    html.faults(form.faults, labels: labels(words))
    html.postForm(path, reader: reader, .class("form")) {
      html.input(.type("hidden"), .name("round"), .value(String(last.number)))
      if !token.isEmpty { html.input(.type("hidden"), .name("guard"), .value(token)) }
      if isFile {
        html.input(.type("hidden"), .name("as"), .value("file"))
        html.textArea(
          "text", "Agreement file", form, hint: "YAML, as mainstay apply takes it.", rows: 26, .class("code"),
          Attribute("spellcheck", "false"))
      } else {
        fields(html, words)
      }
      html.textArea(
        "note", "Message", form, hint: "Why it should be so. The other side reads it.", optional: true, rows: 3)
      html.dayField("endsAt", "Last day of the offer", form, optional: true)
      html.div(.class("actions")) {
        html.button("Offer it", .class("button main"))
        html.a(
          "Cancel", .class("button"), .href(look.side == .ours ? OfferPaths.offer(look.offer.number) : OfferPaths.visit)
        )
      }
    }
  }

  var path: String {
    (look.side == .ours ? OfferPaths.offer(look.offer.number) : OfferPaths.visit) + "/counter"
  }

  /// Clauses that can be set by themselves.
  static func fields(_ look: OfferLook, _ words: OfferWords) -> [(clause: OfferClause, value: String)] {
    words.clauses.compactMap { clause in
      guard OfferText.isTerm(clause.path), let json = words.text.value(at: clause.path),
        let value = ClauseValue.text(json)
      else { return nil }
      return (clause, value)
    }
  }

  private func labels(_ words: OfferWords) -> [String: String] {
    var labels = ["note": "Message", "text": "Agreement file", "endsAt": "Last day of the offer"]
    for (clause, _) in CounterPage.fields(look, words) { labels["set." + clause.path] = words.title(clause.path) }
    return labels
  }

  private func fields(_ html: HTML, _ words: OfferWords) {
    let fields = CounterPage.fields(look, words)
    var group = ""
    for (clause, value) in fields {
      if clause.group != group {
        group = clause.group
        html.h2(group)
      }
      let name = "set." + clause.path
      var state = FormState(form.values, faults: form.faults)
      if state.values[name] == nil { state.values[name] = value }
      if value.utf8.count > 60 {
        html.textArea(name, clause.label, state, optional: true, rows: 3)
      } else {
        html.textField(name, clause.label, state, optional: true, limit: 400)
      }
    }
    html.p(
      "Lengths are open time, like 4h, 90m or 1d 4h. What is not listed here is changed by a comment that asks for it.",
      .class("small soft"))
  }
}
