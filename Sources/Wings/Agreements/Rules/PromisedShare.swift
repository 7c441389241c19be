/// The share of an objective's clocks that must be met in a calendar month: `95%`, `99.5%`.
///
/// Held in ten-thousandths, so that integers decide whether it was kept (rule 4).
public struct PromisedShare: Hashable, Sendable {
  /// Of the whole: 9500 is 95 %. From 1 to 10,000.
  public let tenThousandths: Int

  /// Nil where it is no share above nothing and up to all.
  public init?(tenThousandths: Int) {
    guard (1...10_000).contains(tenThousandths) else { return nil }
    self.tenThousandths = tenThousandths
  }

  /// Reads `95%` and `99.5 %`, with at most two decimals; nil for all else.
  public init?(parsing text: String) {
    guard text.last == "%" else { return nil }
    var number = text.dropLast()
    if number.last == " " { number = number.dropLast() }
    let parts = number.split(separator: ".", omittingEmptySubsequences: false)
    let areDigits = parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
    guard (1...2).contains(parts.count), areDigits, parts[0].count <= 3, let whole = Int(parts[0]) else { return nil }
    var hundredths = 0
    if parts.count == 2 {
      guard parts[1].count <= 2, let rest = Int(parts[1]) else { return nil }
      hundredths = parts[1].count == 1 ? rest * 10 : rest
    }
    self.init(tenThousandths: whole * 100 + hundredths)
  }

  /// As agreement files write it: `95%`, `99.5%`.
  public var text: String {
    let (whole, hundredths) = (tenThousandths / 100, tenThousandths % 100)
    if hundredths == 0 { return "\(whole)%" }
    return hundredths % 10 == 0
      ? "\(whole).\(hundredths / 10)%" : "\(whole).\(hundredths < 10 ? "0" : "")\(hundredths)%"
  }

  /// From 0 to 1, for drawings: decides nothing.
  public var fraction: Double { Double(tenThousandths) / 10_000 }

  /// Whether so many met among so many that ended keep it; nothing ended keeps it too.
  public func isKept(met: Int, of ended: Int) -> Bool { lacking(met: met, of: ended) == 0 }

  /// How many of those that ended late would have had to be met besides, for it to be kept; 0 where it is.
  public func lacking(met: Int, of ended: Int) -> Int {
    max(0, (ended * tenThousandths + 9_999) / 10_000 - met)
  }

  /// How many more could still end late, and none in time, before it is broken; 0 where one more would break it.
  public func room(met: Int, of ended: Int) -> Int { max(0, met * 10_000 / tenThousandths - ended) }
}

/// What kind of agreement an objective belongs to, as its metric says it.
public enum PromiseKind: String, CaseIterable, Hashable, Sendable {
  /// To those who are served.
  case service
  /// Between teams of one's own: an operational level agreement.
  case operational
  /// Of a vendor to us: an underpinning contract.
  case supplier
}

extension Metric {
  /// Who owes whom what it measures.
  public var promise: PromiseKind {
    switch self {
    case .teamHolding: .operational
    case .vendorHolding, .acknowledgement: .supplier
    case .firstResponse, .nextResponse, .update, .resolution, .fulfilment, .assignment: .service
    }
  }
}
