import BusinessTime

/// What a calendar file (`.ics`) would close, for somebody to look through.
public struct ReadClosures: Hashable, Sendable {
  public var closures: [Closure]
  /// What whoever looks through them should know, a sentence each: entries that were left out, or doubtful.
  public var remarks: [String]

  public init(closures: [Closure], remarks: [String]) { (self.closures, self.remarks) = (closures, remarks) }
}

/// Reads a calendar file for a zone, from the beginning of a year on.
///
/// Throws `MainstayError.invalid` naming `file` or `timeZone`.
public typealias ClosureReader = @Sendable (_ bytes: [UInt8], _ zone: String, _ year: Int) async throws -> ReadClosures
