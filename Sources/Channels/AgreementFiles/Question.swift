import BusinessTime
import Kernel

/// A question that a file holds, with the answers that it perhaps expects. It is read, answered and checked without a
/// database, so that anybody can do it again.
public protocol Question: Sendable {
  /// Reads a question file.
  /// - Throws: `MainstayError.invalid` with every fault of the file by its path; nothing else.
  init(yaml bytes: [UInt8], zones: any ZoneSource) throws(MainstayError)

  /// What the file expects of the answer.
  var expected: [ExpectedValue] { get }

  /// - Throws: `MainstayError.invalid` where the question has no answer, or takes more than a named limit.
  func answered() throws(MainstayError) -> any QuestionAnswer
}

/// The answer to a question.
public protocol QuestionAnswer: Sendable {
  /// For programs, by the keys of the specification.
  var json: JSON { get }

  /// For people: tables and a picture.
  /// - Parameter ascii: whether the picture keeps to ASCII.
  func prettyText(ascii: Bool) -> String
}

extension FaultLog {
  /// The one way from a file of a question to what `read` makes of its members.
  static func reading<Value>(
    question bytes: [UInt8], _ read: (Field) -> Value?
  ) throws(MainstayError) -> Value {
    let log = FaultLog()
    let root = YAMLText.read(bytes, as: .questions, log: log)
    guard let root, let value = read(Field(root, log: log)), log.faults.isEmpty else { throw .invalid(log.faults) }
    return value
  }
}
