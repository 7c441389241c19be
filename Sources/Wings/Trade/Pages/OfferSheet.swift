import AgreementsUseCases
import Components
import Kernel
import Markup
import Trade
import TradeUseCases

/// What both sides see of an offer: text, comments, differences, signatures, figures. What can be done leads to where the
/// reader's side does it.
struct OfferSheet {
  let look: OfferLook
  let form: FormState
  let reader: Reader
  /// Below which forms are sent.
  let path: String
  /// Goes with the forms of a guest; empty for our side.
  var token = ""
  var recounted: [FigureOutcome]?
  /// Whether the reader may speak and offer, and whether they may sign.
  var maySpeak: Bool
  var maySign: Bool

  func write(_ html: HTML) {
    guard let last = look.last, let words = OfferWords(last.body, for: reader) else { return }
    html.div(.class("columns")) {
      html.div {
        if !last.note.isEmpty { said(html, last) }
        html.part("What is offered", id: "text") {
          clauses(html, words)
          whole(html)
        }
        html.part("What changes", id: "changes") { changes(html) }
        html.part("Comments", id: "comments") { comments(html, words) }
        html.part("Figures it rests on", id: "figures") { figures(html) }
      }
      html.aside {
        html.part("Signatures", id: "signatures") { signatures(html, last) }
        html.part("Rounds", id: "rounds") { rounds(html) }
      }
    }
  }

  private func guarded(_ html: HTML, _ action: String, _ attributes: Attribute..., content: () -> Void) {
    html.postForm(path + action, reader: reader, attributes) {
      if !token.isEmpty { html.input(.type("hidden"), .name("guard"), .value(token)) }
      content()
    }
  }

  private func name(_ side: Offer.Side) -> String {
    if side == look.side { return look.side == .ours ? "our side" : "your side" }
    return look.side == .ours ? look.offer.partyName : "the desk"
  }

  private func said(_ html: HTML, _ round: OfferRound) {
    html.notice(.plain) {
      html.p {
        html.strong(look.name(round.by))
        html.text(" (\(name(round.side))) with round \(round.number):")
      }
      html.p(round.note, .class("said"), .directionAuto)
    }
  }

  // MARK: Text

  private func clauses(_ html: HTML, _ words: OfferWords) {
    let all = words.clauses
    let open = Dictionary(grouping: look.comments.filter { $0.answers == nil && $0.settledAt == nil }, by: \.path)
    var groups: [(title: String, clauses: [OfferClause])] = []
    for clause in all {
      if groups.last?.title == clause.group {
        groups[groups.count - 1].clauses.append(clause)
      } else {
        groups.append((clause.group, [clause]))
      }
    }
    html.table(
      "Clauses", columns: [Column("Clause"), Column("What it says"), Column("Comments", hidden: true)],
      groups: groups.map { group in
        RowGroup(group.title) {
          for clause in group.clauses {
            html.tr {
              html.th(clause.label, .scope("row"))
              html.td(.data("label", "Says")) {
                html.bdi(clause.text)
                if let count = open[clause.path]?.count {
                  html.a(Words.count(count, "comment", "comments"), .class("under"), .href("#comments"))
                }
              }
              html.td(.class("tight")) {
                if maySpeak, look.toOffer == nil {
                  html.a(
                    .class("tools"), .href(Address.path(path, ["clause": clause.path]) + "#say"),
                    .title("Comment on \(words.title(clause.path))")
                  ) { html.icon(.note, label: "Comment on \(words.title(clause.path))") }
                }
              }
            }
          }
        }
      }, stacks: true)
    if maySpeak, look.toOffer == nil {
      html.div(.class("actions")) {
        html.a("Offer another text", .class("button"), .href(path + "/counter"))
      }
    }
  }

  /// What it means, with what it does not say because it is the usual, and the hours that it counts by.
  private func whole(_ html: HTML) {
    html.details(.class("more")) {
      html.summary("In full, with the hours that count")
      html.table("In full", columns: [Column("Clause"), Column("What it says")], stacks: true) {
        for clause in OfferWords.whole(look, for: reader) {
          html.tr {
            html.th(clause.name, .scope("row"))
            html.td(.data("label", "Says")) { html.bdi(clause.text) }
          }
        }
      }
    }
  }

  // MARK: Differences

  private func changes(_ html: HTML) {
    if let present = look.present, let first = look.rounds.first {
      let changes = OfferWords.changes(from: present, to: look.last?.body ?? first.body, for: reader)
      html.h3("Beside version \(present.version), which is in force")
      if changes.isEmpty {
        html.p("Nothing that words tell apart.", .class("soft"))
      } else {
        html.changes(changes, caption: "Beside version \(present.version)")
      }
    } else if look.rounds.count == 1, look.side == .ours {
      html.p("It is new: nothing is in force of it.", .class("soft"))
    } else if look.rounds.count == 1 {
      html.p("This is the first round, and nothing is in force between the same parties.", .class("soft"))
    }
    for (old, new) in zip(look.rounds, look.rounds.dropFirst()).reversed() {
      html.h3("Round \(new.number), by \(name(new.side)), beside round \(old.number)")
      let changes = OfferWords.changes(from: old.body, to: new.body, for: reader)
      if changes.isEmpty {
        html.p("Nothing that words tell apart.", .class("soft"))
      } else {
        html.changes(changes, caption: "Round \(new.number) beside round \(old.number)")
      }
      if !new.note.isEmpty, new.number != look.last?.number {
        html.p(.class("soft")) {
          html.text("\(look.name(new.by)): ")
          html.bdi(new.note)
        }
      }
    }
  }

  // MARK: Comments

  private func comments(_ html: HTML, _ words: OfferWords) {
    let threads = look.comments.filter { $0.answers == nil }
    if threads.isEmpty { html.p("Nobody has said anything yet.", .class("soft")) }
    if !threads.isEmpty {
      html.ol(.class("line")) {
        for one in threads { thread(html, one, words) }
      }
    }
    guard maySpeak, look.toOffer == nil else { return }
    html.div(.class("tools"), .id("say")) {
      html.h3("Say something")
      guarded(html, "/comment", .class("form")) {
        html.selectField(
          "clause", "About", words.clauses.map { Choice($0.path, words.title($0.path)) }, form, optional: true,
          none: "the whole")
        html.textArea("text", "Comment", form, hint: "The other side reads it.", rows: 3)
        html.div(.class("actions")) { html.button("Say it", .class("button")) }
      }
    }
  }

  private func thread(_ html: HTML, _ comment: OfferComment, _ words: OfferWords) {
    html.li(.class("entry"), .id("comment-\(comment.number)")) {
      html.icon(comment.settledAt == nil ? .note : .done)
      html.div {
        html.div(.class("entry-head")) {
          html.strong(words.title(comment.path))
          if comment.settledAt != nil { html.chip(.good, nil, "settled") }
        }
        say(html, comment)
        for answer in look.comments where answer.answers == comment.number { say(html, answer) }
        if maySpeak, look.toOffer == nil, comment.settledAt == nil { reply(html, comment) }
      }
    }
  }

  private func say(_ html: HTML, _ comment: OfferComment) {
    html.div(.class("entry-head")) {
      html.span {
        html.bdi(look.name(comment.by))
        html.span(" (\(name(comment.side)), round \(comment.round))", .class("soft"))
      }
      html.moment(comment.at, for: reader)
    }
    html.div(comment.text, .class("said"), .directionAuto)
  }

  private func reply(_ html: HTML, _ comment: OfferComment) {
    let number = String(comment.number)
    html.details(.class("tools"), .when(form["answers"] == number && !form.faults.isEmpty, .flag("open", true))) {
      html.summary("Answer")
      guarded(html, "/comment", .class("form")) {
        html.input(.type("hidden"), .name("answers"), .value(number))
        let state = form["answers"] == number ? form : FormState()
        html.textArea("text", "Answer", state, rows: 2, id: "f-answer-" + number)
        html.div(.class("actions")) { html.button("Answer", .class("button")) }
      }
    }
    if comment.side == look.side {
      guarded(html, "/settle", .class("acts")) {
        html.input(.type("hidden"), .name("comment"), .value(number))
        html.button("It is settled", .class("button plain"))
      }
    }
  }

  // MARK: Figures

  private func figures(_ html: HTML) {
    let all = look.figures.sorted { ($1.round, $0.number) < ($0.round, $1.number) }
    if all.isEmpty {
      return html.p(
        look.side == .ours
          ? "None yet. Figures from the page Try targets are attached below, each with all that it takes to count it again."
          : "None.", .class("soft"))
    }
    for figure in all {
      html.h3("\(figure.label) (round \(figure.round))")
      html.facts {
        for line in FigureWords.lines(figure) { html.fact(line.term, line.value) }
        html.fact("Counted of") {
          html.text(FigureWords.span(figure, for: reader))
          html.span(.class("under")) {
            html.text(FigureWords.basis(figure))
          }
        }
        html.fact("Rests on") {
          html.text(FigureWords.checkpoint(figure))
          html.span(FigureWords.versions(figure), .class("under"))
        }
        if let outcome = recounted?.first(where: { $0.round == figure.round && $0.number == figure.number }) {
          html.fact("Counted again") { recount(html, outcome) }
        }
      }
      html.details(.class("tools")) {
        html.summary("Question file")
        html.pre(FigureWords.question(figure), .class("code"))
      }
    }
    html.p(
      "Each stands in the offer's file with its question. mainstay recompute says of each whether it still comes out.",
      .class("small soft"))
  }

  private func recount(_ html: HTML, _ outcome: FigureOutcome) {
    switch outcome.verdict {
    case .same: html.chip(.good, nil, "the same")
    case .differs(let changes):
      html.chip(.warn, nil, "differs")
      html.ul {
        for change in changes.prefix(12) { html.li("\(change.path) was \(change.was), is \(change.now)") }
        if changes.count > 12 { html.li("and \(changes.count - 12) more") }
      }
    case .impossible(let reason):
      html.chip(.bad, nil, "cannot be counted")
      html.span(reason, .class("under"))
    }
    for remark in outcome.remarks { html.span(remark, .class("under")) }
  }

  // MARK: Signatures

  private func signatures(_ html: HTML, _ last: OfferRound) {
    let signed = look.signatures(of: last.number)
    html.facts {
      for side in Offer.Side.allCases {
        html.fact(Words.capital(name(side))) {
          if let one = signed.first(where: { $0.side == side }) {
            html.chip(.good, nil, "signed")
            html.span(.class("under")) {
              html.bdi(one.name)
              html.text(", ")
              html.moment(one.at, .full, for: reader)
            }
          } else {
            html.span("has not signed round \(last.number)", .class("soft"))
          }
        }
      }
      html.fact("SHA-256 of the text") { html.code(last.hash, .class("hash")) }
    }
    let former = look.signatures.filter { $0.round != last.number }
    if !former.isEmpty {
      html.p(
        "\(Words.count(former.count, "signature of a round before is", "signatures of rounds before are")) void.",
        .class("small soft"))
    }
    guard maySign, look.toOffer == nil else { return }
    html.div(.class("tools")) {
      if let obstacle = look.toSign {
        if obstacle != .signed { html.p(obstacle.words, .class("soft")) }
        return
      }
      guarded(html, "/sign", .class("form")) {
        html.input(.type("hidden"), .name("round"), .value(String(last.number)))
        html.input(.type("hidden"), .name("hash"), .value(last.hash))
        if look.side == .theirs {
          var state = form
          if state.values["name"] == nil { state.values["name"] = look.contact?.contact ?? "" }
          html.textField("name", "Your name", state, hint: "It stands beside the signature.", limit: 120)
        }
        html.p(
          "You sign exactly this text. It is in force once both sides have signed it and the desk has approved it.",
          .class("small soft"))
        html.div(.class("actions")) { html.button("Sign round \(last.number)", .class("button main")) }
      }
    }
  }

  // MARK: Rounds

  private func rounds(_ html: HTML) {
    html.ol(.class("line")) {
      for round in look.rounds.reversed() {
        html.li(.class("entry")) {
          html.icon(round.side == .ours ? .send : .reply)
          html.div {
            html.div(.class("entry-head")) {
              html.strong("Round \(round.number)")
              html.moment(round.at, for: reader)
            }
            html.span(.class("under")) {
              html.text("by ")
              html.bdi(look.name(round.by))
              html.text(", \(name(round.side)); ends ")
              html.moment(round.endsAt, .date, for: reader)
            }
            for one in look.signatures(of: round.number) {
              html.span(.class("under")) {
                html.text("signed by ")
                html.bdi(one.name)
              }
            }
          }
        }
      }
    }
  }
}
