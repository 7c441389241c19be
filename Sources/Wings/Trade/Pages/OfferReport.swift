import AgreementsUseCases
import BusinessTime
import Components
import Core
import Kernel
import Trade
import TradeUseCases

/// Composes the document of an offer, the same for both sides and by the clocks of the agreement's or the desk's zone: what is
/// offered, what each round changed, what was said, who signed what, and what every figure rests on.
public struct OfferReport {
  private let look: OfferLook
  private let reader: Reader

  /// - Parameter look: Of either side. Nothing of it is told that the other side does not see.
  public init(_ look: OfferLook, zones: any ZoneSource, on app: App) {
    self.look = look
    reader = Reader(
      name: "", role: .lead, now: app.clock.now(), zone: OfferReport.zone(of: look, app.board.card.timeZone, zones))
  }

  /// The zone of the first open hours that the text brings, else the desk's; UTC where this machine knows neither.
  private static func zone(of look: OfferLook, _ desk: String?, _ zones: any ZoneSource) -> ReaderZone {
    let calendars = look.last.flatMap { OfferText(body: $0.body) }?.members["calendars"]?.objectValue ?? [:]
    let names = calendars.sorted { $0.key < $1.key }.map { $0.value["timeZone"]?.stringValue } + [desk]
    guard let name = names.lazy.compactMap({ $0 }).first, let rules = try? zones.rules(for: name) else { return .utc }
    return ReaderZone(name) { rules.offset(at: $0) }
  }

  public var report: Report {
    let offer = look.offer
    var report = Report(
      name: offer.name, title: "\(offer.name): \(offer.title)",
      subject: "\(agreementName), offered to \(offer.partyName)",
      zone: reader.zone.name, warnings: warnings, marks: marks)
    guard let last = look.last, let words = OfferWords(last.body, for: reader) else { return report }
    report.parts = [about(last), text(words), signatures(last)]
    report.parts += [changes, comments(words)].compactMap { $0 }
    report.parts += look.figures.isEmpty ? [] : [figures]
    report.parts.append(rounds)
    return report
  }

  private var agreementName: String {
    look.last.flatMap { OfferText(body: $0.body) }?.members["name"]?.stringValue ?? look.offer.agreement
  }

  private var warnings: [String] {
    switch look.standing {
    case .open: ["This is being negotiated. It binds nobody before both sides have signed the same text."]
    case .agreed: []
    case .withdrawn: ["This offer was taken back."]
    case .lapsed: ["This offer has ended before both sides had signed it."]
    case .overtaken: ["What this offer would change has changed meanwhile, so that it cannot be put in force."]
    }
  }

  private var marks: [String] {
    ["\(look.offer.name), round \(look.offer.round), \(look.standing.words)"]
      + (look.last.map { ["SHA-256 of the text \($0.hash)"] } ?? [])
  }

  // MARK: Values

  private func moment(_ instant: Instant?) -> Report.Cell {
    // To the second, as people sign it; the file has the rest.
    instant.map {
      .moment(
        Report.Moment(Instant(milliseconds: $0.milliseconds / 1000 * 1000), offset: reader.zone.local($0).offset))
    } ?? .blank
  }

  private func side(_ side: Offer.Side) -> String { side == .ours ? "The desk" : look.offer.partyName }

  // MARK: Parts

  private func about(_ last: OfferRound) -> Report.Part {
    let offer = look.offer
    var facts = [
      Report.Fact("Agreement", .text(agreementName), .code(offer.agreement)),
      Report.Fact("Other side", .text(offer.partyName), .text(offer.party.rawValue)),
      Report.Fact(
        "Stands",
        all: [.text(look.standing.words)] + (offer.endedAt == nil ? [] : [.text("since"), moment(offer.endedAt)])),
      Report.Fact("Round", .text("\(offer.round)"), .text("ends"), moment(offer.endsAt)),
      Report.Fact("Made", moment(offer.madeAt), .text("by \(look.name(offer.madeBy))")),
      Report.Fact("SHA-256 of the text", .code(last.hash)),
    ]
    if offer.inForceAt != nil { facts.append(Report.Fact("In force since", moment(offer.inForceAt))) }
    for version in offer.versions {
      facts.append(
        Report.Fact("Became", .text("version \(version.version) of the \(version.subject)"), .code(version.key)))
    }
    if let note = offer.note, !note.isEmpty { facts.append(Report.Fact("Why it was taken back", .text(note))) }
    return Report.Part("What it is", facts: facts)
  }

  private func text(_ words: OfferWords) -> Report.Part {
    Report.Part(
      "What is offered",
      tables: [
        Report.Table(
          "Clauses", ["Of", "Clause", "What it says"],
          words.clauses.map { [.text($0.group), .text($0.label), .text($0.text)] }),
        Report.Table(
          "In full, with the hours that count", ["Clause", "What it says"],
          OfferWords.whole(look, for: reader).map { [.text($0.name), .text($0.text)] }),
      ],
      remarks: [
        "Of open hours that the text does not bring, the newest version is told; later versions of them hold for tickets "
          + "opened then."
      ])
  }

  private func signatures(_ last: OfferRound) -> Report.Part {
    let rows = Offer.Side.allCases.map { side -> [Report.Cell] in
      guard let one = look.signatures(of: last.number).first(where: { $0.side == side }) else {
        return [.text(self.side(side)), .text("has not signed round \(last.number)"), .blank, .blank]
      }
      return [.text(self.side(side)), .text(one.name), moment(one.at), .code(one.hash)]
    }
    let void = look.signatures.count { $0.round != last.number }
    return Report.Part(
      "Signatures",
      tables: [Report.Table("Signatures", ["Side", "Signed by", "At", "SHA-256 of what was signed"], rows)],
      remarks: void == 0
        ? [] : ["\(Words.count(void, "signature of a round before is", "signatures of rounds before are")) void."])
  }

  private var changes: Report.Part? {
    var tables = zip(look.rounds, look.rounds.dropFirst()).reversed().map { old, new in
      Report.Table(
        "Round \(new.number) beside \(old.number)", ["Clause", "Was", "Is"],
        OfferWords.changes(from: old.body, to: new.body, for: reader).map {
          [.text($0.clause), .text($0.before), .text($0.after)]
        })
    }
    if let present = look.shared, let last = look.last {
      tables.insert(
        Report.Table(
          "Beside version \(present.version) in force", ["Clause", "Is in force", "Is offered"],
          OfferWords.changes(from: present, to: last.body, for: reader).map {
            [.text($0.clause), .text($0.before), .text($0.after)]
          }), at: 0)
    }
    return tables.isEmpty
      ? nil : Report.Part("What changes", tables: tables.map { $0.rows.isEmpty ? $0.sayingNothing : $0 })
  }

  private func comments(_ words: OfferWords) -> Report.Part? {
    if look.comments.isEmpty { return nil }
    let threads = look.comments.filter { $0.answers == nil }
      .flatMap { one in [one] + look.comments.filter { $0.answers == one.number } }
    return Report.Part(
      "Comments",
      tables: [
        Report.Table(
          "Comments", ["No.", "Answers", "Round", "About", "By", "At", "Says", "Settled"],
          threads.map { one in
            [
              .whole(Int64(one.number)), .whole(one.answers.map { Int64($0) }), .whole(Int64(one.round)),
              .text(words.title(one.path)), .text("\(look.name(one.by)) (\(side(one.side)))"), moment(one.at),
              .text(one.text), moment(one.settledAt),
            ]
          })
      ])
  }

  private var figures: Report.Part {
    let all = look.figures.sorted { ($1.round, $0.number) < ($0.round, $1.number) }
    return Report.Part(
      "Figures it rests on",
      facts: all.flatMap { figure -> [Report.Fact] in
        [Report.Fact("Figure \(figure.round).\(figure.number)", .text(figure.label))]
          + FigureWords.lines(figure).map { Report.Fact($0.term, .text($0.value)) }
          + [
            Report.Fact("Counted of", .text(FigureWords.span(figure, for: reader))),
            Report.Fact("Under", .text(FigureWords.basis(figure))),
            Report.Fact("Versions", .text(FigureWords.versions(figure))),
            Report.Fact("Rests on", .text(FigureWords.checkpoint(figure))),
            Report.Fact("Question file", .code(FigureWords.question(figure))),
          ]
      },
      remarks: [
        "mainstay recompute \(look.offer.name).json counts each of them again, from the desk's database or from an export "
          + "of its journal, and says whether it still comes out."
      ])
  }

  private var rounds: Report.Part {
    Report.Part(
      "Rounds",
      tables: [
        Report.Table(
          "Rounds", ["Round", "Offered by", "At", "Ends", "With the words", "SHA-256"],
          look.rounds.map { round in
            [
              .whole(Int64(round.number)), .text("\(look.name(round.by)) (\(side(round.side)))"), moment(round.at),
              moment(round.endsAt), .text(round.note), .code(round.hash),
            ]
          })
      ])
  }
}

extension Report.Table {
  /// A table of changes that has none.
  fileprivate var sayingNothing: Report.Table {
    Report.Table(title, columns, [[.text("Nothing that words tell apart.")] + columns.dropFirst().map { _ in .blank }])
  }
}
