import Kernel

/// Which source is imported, so that the same one is never imported twice and a broken off import goes on.
public struct ImportIdentity: Hashable, Sendable {
  /// The kind of tool: `servicenow`. Its numbers are told apart from other tools'.
  public var source: String
  /// What people call the source: a file name.
  public var name: String
  /// Digest of its bytes, and of what was said about how to read them.
  public var digest: String
  /// The time zone that its times are read in.
  public var zone: String
  /// How it is read; nil of sources that leave no choice.
  public var reading: ImportReading?

  public init(source: String, name: String, digest: String, zone: String, reading: ImportReading? = nil) {
    (self.source, self.name, self.digest, self.zone, self.reading) = (source, name, digest, zone, reading)
  }
}

/// An import of one source, begun and perhaps finished.
public struct ImportRun: Hashable, Sendable {
  public var id: RecordID
  public var identity: ImportIdentity
  public var isFinished: Bool
  /// Rows of the source that are done with.
  public var position: Int
  public var tally: ImportTally
  public var startedAt: Instant
  public var startedBy: String
  public var updatedAt: Instant
}

/// Bounds of imports.
public enum ImportLimits {
  /// Faults of one run that are kept and shown; all are counted.
  public static let faults = 1000
  /// Rows of the source that are committed together.
  public static let rowsOfBatch = 3000
  /// Tickets that are committed together.
  public static let ticketsOfBatch = 1000
  public static let listed = 100
  /// Tickets that a dry run shows.
  public static let samples = 5
  /// Uploaded logs that are being read, or wait for it, before they are imported; one more is refused.
  public static let surveys = 4
  /// Bytes of a log that one request may carry, packed or not; longer ones go through `mainstay import`.
  public static let uploaded = 64 << 20
  /// Bytes of an uploaded log once it is unpacked.
  public static let unpacked = 1 << 30
}
