import Foundation
import Kernel

/// A row of a question's `expect`: what its answer must have at a path.
public struct ExpectedValue: Hashable, Sendable {
  /// Into the answer: `routes[0].worst.usedSeconds`.
  public var path: String
  public var value: JSON

  /// Rows that one file may hold.
  public static let limit = 2000

  public init(path: String, value: JSON) { (self.path, self.value) = (path, value) }
}

extension ExpectedValue {
  /// Reads `expect:`, rows of `path` and `is`.
  static func rows(_ field: Field?) -> [ExpectedValue] {
    (field?.elements(limit: limit) ?? []).compactMap { row in
      guard let members = row.members(["path", "is"], of: "path, is") else { return nil }
      let path = members.required("path", "is missing: where in the answer, like routes[0].failing")?.text()
      if !members.has("is") { row.missing("is", "is missing: what stands there; null where nothing does") }
      return path.map { ExpectedValue(path: $0, value: members["is"]?.value ?? .null) }
    }
  }
}

extension Question {
  /// Every row of `expect` that an answer does not have as it says.
  public func failures(of answer: JSON) -> [FailedExpectation] {
    expected.enumerated().compactMap { index, row in
      let found = answer.value(at: row.path)
      if let found, found.isAsExpected(row.value) { return nil }
      return FailedExpectation(
        path: "expect[\(index)]: \(row.path)", expected: row.value.canonical,
        got: found?.canonical ?? "nothing: there is no such path")
    }
  }
}

extension JSON {
  /// The value at a path of keys and indexes, `routes[0].worst`; nil where there is none.
  func value(at path: String) -> JSON? {
    var value = self
    for part in path.split(separator: ".", omittingEmptySubsequences: false) {
      let pieces = part.split(separator: "[", omittingEmptySubsequences: false)
      guard let key = pieces.first, let member = value[String(key)] else { return nil }
      value = member
      for piece in pieces.dropFirst() {
        guard piece.last == "]", let index = Int(piece.dropLast()), let elements = value.arrayValue,
          elements.indices.contains(index)
        else { return nil }
        value = elements[index]
      }
    }
    return value
  }

  /// Whether a value of an answer is the one expected: instants by the line, numbers within 1e-9 of the larger,
  /// everything else exactly and by its type.
  func isAsExpected(_ expected: JSON) -> Bool {
    switch (self, expected) {
    case (.string(let got), .string(let wanted)):
      if got == wanted { return true }
      guard let got = try? Instant(parsing: got), let wanted = try? Instant(parsing: wanted) else { return false }
      return got == wanted
    case (.integer(let got), .integer(let wanted)): return got == wanted || JSON.isNear(Double(got), Double(wanted))
    case (.integer, .decimal), (.decimal, .integer), (.decimal, .decimal):
      guard let got = number, let wanted = expected.number else { return false }
      return JSON.isNear(got, wanted)
    case (.array(let got), .array(let wanted)):
      return got.count == wanted.count && zip(got, wanted).allSatisfy { $0.isAsExpected($1) }
    case (.object(let got), .object(let wanted)):
      return got.count == wanted.count
        && got.allSatisfy { key, value in wanted[key].map(value.isAsExpected) ?? false }
    default: return self == expected
    }
  }

  private var number: Double? {
    switch self {
    case .integer(let number): Double(number)
    case .decimal(let text): Double(text)
    default: nil
    }
  }

  private static func isNear(_ a: Double, _ b: Double) -> Bool {
    abs(a - b) <= 1e-9 * max(a.magnitude, b.magnitude)
  }

  /// Seconds with milliseconds where there are any; null for nil.
  static func seconds(_ length: Duration?) -> JSON { length.map { .decimal($0.secondsText) } ?? .null }

  /// RFC 3339 in UTC; null for nil.
  static func orNull(_ instant: Instant?) -> JSON { JSON.instant(instant) ?? .null }

  /// Null for nil.
  static func orNull(_ text: String?) -> JSON { JSON.text(text) ?? .null }

  /// A computed number with fifteen digits that count, so that what is 0.9769 is written so; null for nil.
  static func figure(_ value: Double?) -> JSON {
    value.map { .decimal(String(format: "%.15g", $0)) } ?? .null
  }
}
