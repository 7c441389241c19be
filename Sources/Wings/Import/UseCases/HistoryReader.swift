import Kernel

/// A file of another tool, and what somebody says of how it is to be read.
public struct HistoryFile: Sendable {
  /// What its columns and words mean.
  public enum Mapping: Hashable, Sendable {
    /// A log of ServiceNow, a row an update.
    case serviceNowLog
    /// A mapping that comes with the product, by its name.
    case shipped(String)
    /// The file of a mapping.
    case own([UInt8])
  }

  public var bytes: [UInt8]
  /// What people call it.
  public var name: String
  /// An IANA zone; empty where the mapping, or each time of the file, says it.
  public var zone: String
  public var dates: DateOrder?
  public var mapping: Mapping

  public init(
    _ bytes: [UInt8], name: String, zone: String, dates: DateOrder? = nil, mapping: Mapping = .serviceNowLog
  ) {
    (self.bytes, self.name, self.zone, self.dates, self.mapping) = (bytes, name, zone, dates, mapping)
  }
}

/// Uploaded files of another tool, each read once from beginning to end.
public struct HistoryReader: Sendable {
  /// The mappings that come with the product.
  public struct Shipped: Hashable, Sendable {
    public var name: String
    public var title: String

    public init(name: String, title: String) { (self.name, self.title) = (name, title) }
  }

  public var shipped: [Shipped]
  private let read: @Sendable (HistoryFile) async throws -> ImportUpload

  public init(shipped: [Shipped], read: @escaping @Sendable (HistoryFile) async throws -> ImportUpload) {
    (self.shipped, self.read) = (shipped, read)
  }

  /// - Throws: `MainstayError.invalid` naming `zone`, `mapping`, `header`, `dates` or `file`.
  public func callAsFunction(_ file: HistoryFile) async throws -> ImportUpload { try await read(file) }
}
