import Kernel

/// What became of an offer, as people of our side are told of it.
public struct OfferNews: Hashable, Sendable {
  public enum Occasion: String, CaseIterable, Hashable, Sendable {
    case offered, commented, signed, agreed, ended

    /// The kind of notice: `offer.signed`.
    public var kind: String { "offer." + rawValue }

    public init?(kind: String) {
      guard let found = Occasion.allCases.first(where: { $0.kind == kind }) else { return nil }
      self = found
    }
  }

  public var occasion: Occasion
  /// `OFR-7`.
  public var name: String
  public var side: Offer.Side

  public init(_ occasion: Occasion, name: String, side: Offer.Side) {
    (self.occasion, self.name, self.side) = (occasion, name, side)
  }

  public static let kinds = Set(Occasion.allCases.map(\.kind))

  /// It holds nothing that people wrote.
  public var sentence: String {
    let who = side == .ours ? "Your side" : "The other side"
    return switch occasion {
    case .offered: "\(who) has offered another text of \(name)."
    case .commented: "\(who) has said something about \(name)."
    case .signed: "\(who) has signed \(name)."
    case .agreed: "Both sides have signed \(name). What they agreed can be handed in as a proposal."
    case .ended: "\(name) has ended without being agreed."
    }
  }

  /// The same for a contact of the other side.
  ///
  /// - Parameter state: How the offer stands.
  public func outside(_ state: Offer.State) -> String {
    switch (occasion, state) {
    case (.offered, _): "The desk has offered another text of \(name)."
    case (.commented, _): "The desk has said something about \(name)."
    case (.signed, _): "The desk has signed \(name)."
    case (.agreed, _): "Both sides have signed the same text of \(name)."
    case (.ended, .withdrawn): "The desk has taken \(name) back."
    case (.ended, .overtaken): "What \(name) would change has changed meanwhile, so that it is open no more."
    case (.ended, _): "\(name) has ended before both sides signed it."
    }
  }
}
