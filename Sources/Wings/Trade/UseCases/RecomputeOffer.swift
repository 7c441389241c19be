import AgreementsUseCases
import BusinessTime
import Core
import Kernel
import ServiceLevelsUseCases
import Trade

/// What came of counting a figure again.
public struct FigureOutcome: Hashable, Sendable {
  public enum Verdict: Hashable, Sendable {
    case same
    /// Where it comes to something else: the path in its answer, what it was, and what it is.
    case differs([Change])
    case impossible(String)
  }

  public struct Change: Hashable, Sendable {
    public var path: String
    public var was: String
    public var now: String
    public init(path: String, was: String, now: String) { (self.path, self.was, self.now) = (path, was, now) }
  }

  public var round: Int
  public var number: Int
  public var label: String
  public var verdict: Verdict
  /// What has changed since and may be why, a sentence each.
  public var remarks: [String] = []

  /// Differences that are told.
  static let most = 20

  public init(_ figure: OfferFigure, _ verdict: Verdict, remarks: [String] = []) {
    (round, number, label) = (figure.round, figure.number, figure.label)
    (self.verdict, self.remarks) = (verdict, remarks)
  }

  /// Holds what comes out now against what a figure says.
  public init(_ figure: OfferFigure, now answer: JSON, remarks: [String] = []) {
    // A number that was read back from a text is the same number.
    let changes = figure.answer.asRead.differences(to: answer.asRead).map { one in
      Change(path: one.path, was: FigureOutcome.text(one.old), now: FigureOutcome.text(one.new))
    }
    self.init(figure, changes.isEmpty ? .same : .differs(changes), remarks: changes.isEmpty ? [] : remarks)
  }

  private static func text(_ json: JSON?) -> String { json.map { $0.stringValue ?? $0.canonical } ?? "nothing" }

  public var isSame: Bool { verdict == .same }

  /// `same`; `differs: counts.tickets was 12, is 13`; `cannot be recomputed because ...`.
  public var words: String {
    switch verdict {
    case .same: return "same"
    case .impossible(let reason): return "cannot be recomputed because \(reason)"
    case .differs(let changes):
      let told = changes.prefix(FigureOutcome.most).map { "\($0.path) was \($0.was), is \($0.now)" }
      let rest = changes.count > told.count ? "; and \(changes.count - told.count) more" : ""
      return "differs: " + told.joined(separator: "; ") + rest
    }
  }

  public var json: JSON {
    var members: [String: JSON] = [
      "round": .integer(Int64(round)), "figure": .integer(Int64(number)), "label": .string(label),
      "words": .string(words), "remarks": .array(remarks.map(JSON.string)),
    ]
    switch verdict {
    case .same: members["verdict"] = "same"
    case .impossible: members["verdict"] = "impossible"
    case .differs(let changes):
      members["verdict"] = "differs"
      members["changes"] = .array(
        changes.map { ["path": .string($0.path), "was": .string($0.was), "is": .string($0.now)] })
    }
    return .object(members)
  }
}

extension JSON {
  /// As it is once it was written and read.
  fileprivate var asRead: JSON { (try? JSON(parsing: canonical)) ?? self }
}

/// Looks up what a figure of a file was counted on, as it can still be had.
struct FindRecountGround: Query {
  var question: CurveQuestion
  var figure: OfferFigure
  var text: JSON

  func answer(from look: Look) throws -> FigureGround {
    try look.principal.requireEverywhere(.seeOffers)
    try look.principal.require(.seeCompliance)
    return try look.ground(question, figure.basis, text: text, versions: figure.versions)
  }
}

extension App {
  /// Counts every figure of an offer again from what the database has now, and writes nothing.
  ///
  /// - Parameter most: Tickets that one figure may take; nil: all of them.
  public func recompute(
    _ document: OfferDocument, zones: any ZoneSource, most: Int? = nil, as principal: Principal
  ) async throws -> [FigureOutcome] {
    var outcomes: [FigureOutcome] = []
    for round in document.rounds {
      for figure in round.figures {
        outcomes.append(try await recount(figure, text: round.text, zones: zones, most: most, as: principal))
      }
    }
    return outcomes
  }

  private func recount(
    _ figure: OfferFigure, text: JSON, zones: any ZoneSource, most: Int?, as principal: Principal
  ) async throws -> FigureOutcome {
    do {
      let question = try CurveQuestion(json: figure.question)
      let ground = try await ask(
        FindRecountGround(question: question, figure: figure, text: text), as: principal)
      let report = try await curve(question, drafts: ground.drafts, zones: zones, most: most, as: ground.counter)
      return FigureOutcome(
        figure, now: report.offered, remarks: FigureOutcome.remarks(from: figure.versions, to: ground.versions))
    } catch MainstayError.invalid(let faults) {
      return FigureOutcome(figure, .impossible(faults.map { "\($0.path) \($0.message)" }.joined(separator: "; ")))
    } catch MainstayError.notFound(let kind, let id) {
      return FigureOutcome(figure, .impossible("there is no \(kind) \(id)"))
    } catch MainstayError.unreadable(let record, let reason) {
      return FigureOutcome(figure, .impossible("\(record) cannot be read: \(reason)"))
    }
  }
}

extension FigureOutcome {
  /// Which versions are others now than when it was counted.
  static func remarks(from old: JSON, to new: JSON) -> [String] {
    ["agreements", "calendars"].flatMap { kind -> [String] in
      let (was, now) = (old[kind]?.objectValue ?? [:], new[kind]?.objectValue ?? [:])
      return Set(was.keys).union(now.keys).sorted().compactMap { key in
        guard was[key] != now[key] else { return nil }
        let what = "\(kind == "agreements" ? "Agreement" : "Calendar") \(key)"
        switch (was[key]?.integerValue, now[key]?.integerValue) {
        case (let a?, let b?): return "\(what) was version \(a) and is version \(b)."
        case (nil, let b?): return "\(what) has come since, as version \(b)."
        case (let a?, nil): return "\(what) is no longer in force; it was version \(a)."
        default: return nil
        }
      }
    }
  }
}
