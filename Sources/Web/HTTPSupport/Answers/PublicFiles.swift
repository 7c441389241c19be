import Cryptography
import Foundation
import HTTPTypes
import HummingbirdCore
import NIOCore

/// The style sheets, scripts, fonts and pictures of the pages, read once at start: only what was found
/// then can be served, so no path leads elsewhere.
public struct PublicFiles: Sendable {
  private struct File: Sendable {
    var body: ByteBuffer
    var tag: String
    var type: String
    var compressed: ByteBuffer?
  }

  /// Why a folder cannot be served.
  public struct Unreadable: Error, CustomStringConvertible {
    public var description: String
  }

  /// Bytes that all files together may have.
  public static let limit = 64 << 20

  private var files: [String: File] = [:]
  /// A mark of all contents, for addresses that may be kept forever: `app.css?v=...`.
  public private(set) var version = ""

  /// - Parameters:
  ///   - compress: gzip, for texts; nil where it would not make them smaller.
  ///   - needed: Paths below the folder without which the pages are of no use: another folder is told by them.
  public init(
    folder: String, compress: (([UInt8]) -> [UInt8]?)? = nil, requiring needed: [String] = []
  ) throws(Unreadable) {
    let root = URL(fileURLWithPath: folder, isDirectory: true)
    // The enumerator of a folder that is not there is empty, not nil.
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
      throw Unreadable(description: "there is no folder \(folder)")
    }
    guard
      let found = FileManager.default.enumerator(
        at: root, includingPropertiesForKeys: [.isRegularFileKey], options: [.skipsHiddenFiles])
    else { throw Unreadable(description: "\(folder) cannot be read") }
    var total = 0
    var all = SHA256()
    let paths = found.compactMap { $0 as? URL }.sorted { $0.path < $1.path }
    for url in paths {
      guard (try? url.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true else { continue }
      guard let data = try? Data(contentsOf: url) else { throw Unreadable(description: "\(url.path) cannot be read") }
      total += data.count
      guard total <= PublicFiles.limit else {
        throw Unreadable(description: "\(folder) holds more than \(PublicFiles.limit) bytes")
      }
      let name = "/" + url.standardizedFileURL.path.dropFirst(root.standardizedFileURL.path.count).drop { $0 == "/" }
      let type = PublicFiles.type(of: name)
      let digest = SHA256.hash(data)
      all.update(Array(name.utf8) + digest)
      let isText = type.hasPrefix("text/") || type.hasSuffix("json") || type.hasSuffix("svg+xml")
      files[name] = File(
        body: ByteBuffer(bytes: data), tag: "\"\(Base64URL.encode(digest.prefix(12)))\"", type: type,
        compressed: isText ? compress?(Array(data)).map { ByteBuffer(bytes: $0) } : nil)
    }
    version = String(Base64URL.encode(all.finalize().prefix(9)))
    let missing = missing(of: needed)
    guard missing.isEmpty else {
      throw Unreadable(
        description: "the folder \(folder) is not that of Mainstay's stylesheets and scripts: "
          + "\(missing.joined(separator: ", ")) \(missing.count == 1 ? "is" : "are") missing in it")
    }
  }

  /// Those of some paths below the folder that are not there.
  public func missing(of paths: [String]) -> [String] { paths.filter { files["/" + $0] == nil } }

  /// The paths that are served.
  public var paths: [String] { files.keys.sorted() }

  func answer(
    _ method: HTTPRequest.Method, path: String, query: Substring, headers: HTTPFields
  ) -> Answer? {
    guard let file = files[path] else { return nil }
    guard method == .get || method == .head else { return nil }
    var answer = Answer(status: .ok, headers: [.contentType: file.type, .eTag: file.tag])
    answer.headers[.cacheControl] =
      query == "v=\(version)" ? "public, max-age=31536000, immutable" : "public, max-age=60"
    if file.compressed != nil { answer.headers[.vary] = "Accept-Encoding" }
    if headers[.ifNoneMatch]?.contains(file.tag) == true {
      answer.status = .notModified
      answer.headers[.contentType] = nil
      return answer
    }
    var body = file.body
    if let small = file.compressed, headers[.acceptEncoding]?.contains("gzip") == true {
      body = small
      answer.headers[.contentEncoding] = "gzip"
    }
    answer.body = .init(byteBuffer: body)
    return answer
  }

  private static func type(of name: String) -> String {
    switch name.split(separator: ".").last {
    case "css": "text/css; charset=utf-8"
    case "js", "mjs": "text/javascript; charset=utf-8"
    case "svg": "image/svg+xml"
    case "png": "image/png"
    case "ico": "image/x-icon"
    case "webp": "image/webp"
    case "woff2": "font/woff2"
    case "json", "webmanifest": "application/json"
    case "txt", "md", "LICENSE": "text/plain; charset=utf-8"
    default: "application/octet-stream"
    }
  }
}
