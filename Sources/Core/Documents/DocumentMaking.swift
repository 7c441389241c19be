import Kernel

/// What a report can be made into.
public enum DocumentFormat: String, CaseIterable, Hashable, Sendable {
  case pdf, xlsx
  /// A page that is whole in itself and made to be printed.
  case html

  /// As people call it.
  public var title: String {
    switch self {
    case .pdf: "PDF"
    case .xlsx: "Spreadsheet"
    case .html: "Page to print"
    }
  }

  public var mediaType: String {
    switch self {
    case .pdf: "application/pdf"
    case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    case .html: "text/html; charset=utf-8"
    }
  }

  /// The one of a file's name; nil where it ends otherwise.
  public init?(fileName: String) {
    guard let dot = fileName.lastIndex(of: "."),
      let format = DocumentFormat(rawValue: fileName[fileName.index(after: dot)...].lowercased())
    else { return nil }
    self = format
  }
}

/// Makes documents of reports.
public protocol DocumentMaking: Sendable {
  /// What has to be installed so that this format can be made, in a sentence; nil where it can be.
  func lacking(_ format: DocumentFormat) -> String?

  /// The bytes of a file.
  ///
  /// - Throws: `unavailable` where something is missing for it, it took too long, or others are waiting already; `limit`
  ///   where the report is too large for the format.
  func make(_ report: Report, as format: DocumentFormat) async throws -> [UInt8]
}

/// What the product was given to make documents with.
private enum Documents: AppPart {
  static let absent: (any DocumentMaking)? = nil
}

extension AppParts {
  /// Nil where nobody makes any.
  public var documents: (any DocumentMaking)? {
    get { self[Documents.self] }
    set { self[Documents.self] = newValue }
  }
}

extension App {
  /// What has to be installed so that this format can be made, in a sentence; nil where it can be.
  public func lacking(_ format: DocumentFormat) -> String? {
    guard let documents = parts.documents else { return "This program was built without a maker of documents." }
    return documents.lacking(format)
  }

  /// - Throws: As `DocumentMaking.make`.
  public func document(_ report: Report, as format: DocumentFormat) async throws -> [UInt8] {
    if let lacking = lacking(format) { throw MainstayError.unavailable(reason: lacking) }
    guard let documents = parts.documents else { return [] }
    return try await documents.make(report, as: format)
  }
}
