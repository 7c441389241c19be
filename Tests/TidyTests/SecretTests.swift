import Foundation
import Testing

/// A kind of file that must never be in the repository, and how it is told.
private struct Secret: Sendable {
  var name: String
  var isOne: @Sendable (_ path: String, _ bytes: [UInt8]) -> Bool

  /// Files of real keys are short; a search through long ones would only find words about keys.
  static let longestKeyFile = 64 * 1024

  static let all: [Secret] = [
    Secret(name: "a seal key, by its name") { path, _ in path.hasSuffix(".seal-key") || path.contains(".seal-key.") },
    Secret(name: "a secret of 32 bytes in hexadecimal, alone in its file") { _, bytes in
      let text = String(decoding: bytes.prefix(200), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
      return bytes.count <= 200 && text.utf8.count >= 64 && text.utf8.count.isMultiple(of: 32)
        && text.allSatisfy(\.isHexDigit)
    },
    Secret(name: "a private key") { _, bytes in
      hasLine(bytes) { $0.hasPrefix("-----BEGIN ") && $0.contains("PRIVATE KEY") }
    },
    Secret(name: "a webhook's secret alone in its file") { _, bytes in
      hasLine(bytes) { $0.hasPrefix("whsec_") && $0.utf8.count >= 30 && !$0.contains(" ") }
    },
    Secret(name: "an API token alone in its file") { _, bytes in
      hasLine(bytes) { $0.hasPrefix("mst_") && $0.utf8.count == 68 && $0.dropFirst(4).allSatisfy(\.isHexDigit) }
    },
    Secret(name: "an SQLite database") { _, bytes in bytes.starts(with: "SQLite format 3\0".utf8) },
    Secret(name: "a write-ahead log of SQLite") { _, bytes in
      bytes.starts(with: [0x37, 0x7f, 0x06, 0x82]) || bytes.starts(with: [0x37, 0x7f, 0x06, 0x83])
    },
    Secret(name: "a backup of a database") { path, bytes in
      path.hasSuffix(".backup") || path.hasSuffix(".partial") || bytes.starts(with: "{\"format\":\"mainstay-".utf8)
    },
    Secret(name: "a file of settings with secrets") { path, _ in
      let name = path.split(separator: "/").last ?? ""
      return name == ".env" || name.hasPrefix(".env.") || name.hasSuffix(".pem") || name.hasSuffix(".p12")
    },
  ]

  private static func hasLine(_ bytes: [UInt8], _ isOne: (Substring) -> Bool) -> Bool {
    guard bytes.count <= longestKeyFile else { return false }
    return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).contains(where: isOne)
  }
}

@Suite("No secrets in the repository", .timeLimit(.minutes(10)))
struct SecretTests {
  /// Every file that is in version control, of whatever ending; nil outside a clone.
  private static let tracked: [String]? = {
    let git = Process()
    git.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    git.arguments = ["git", "-c", "safe.directory=*", "-C", Repository.root.path, "ls-files", "-z"]
    let pipe = Pipe()
    (git.standardOutput, git.standardError) = (pipe, FileHandle.nullDevice)
    guard (try? git.run()) != nil else { return nil }
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    git.waitUntilExit()
    guard git.terminationStatus == 0 else { return nil }
    return String(decoding: data, as: UTF8.self).split(separator: "\0").map(String.init)
  }()

  /// Where there is no version control: all files but what is built and fetched.
  private static func present() -> [String] {
    var found: [String] = []
    let inside = FileManager.default.enumerator(atPath: Repository.root.path)
    while let path = inside?.nextObject() as? String {
      let parts = path.split(separator: "/")
      if parts.contains(where: { $0.hasPrefix(".build") || $0 == ".git" || $0 == "var" || $0 == "__pycache__" }) {
        inside?.skipDescendants()
      } else if !path.hasPrefix("Public/vendor/") {
        found.append(path)
      }
    }
    return found
  }

  @Test("no key, token, database or backup is among the files, whatever it is called")
  func none() {
    var findings: [Finding] = []
    let paths = Self.tracked ?? Self.present()
    #expect(paths.count > 100)
    for path in paths {
      guard let data = try? Data(contentsOf: Repository.root.appending(path: path)) else { continue }
      for secret in Secret.all where secret.isOne(path, Array(data)) {
        findings.append(
          Finding(path: path, line: nil, message: "\(secret.name); take it out, and say in SECURITY.md what it opened"))
      }
    }
    #expect(findings.isEmpty, "\(findings.report)")
  }

  @Test(
    "each kind of secret is told by what it holds",
    arguments: [
      ("notes.txt", String(repeating: "0f", count: 32) + "\n"), ("a.seal-key", ""), ("deep/b.seal-key.next", ""),
      ("id", "-----BEGIN " + "OPENSSH PRIVATE KEY-----\nAAAA\n"),
      ("hook", "whsec_" + String(repeating: "A", count: 32)),
      ("token.md", "mst_" + String(repeating: "ab", count: 32)), ("desk", "SQLite format 3\0more"),
      ("desk-2026.backup", "x"), (".env", "A=1"),
    ])
  func told(path: String, text: String) {
    #expect(Secret.all.contains { $0.isOne(path, Array(text.utf8)) })
  }

  @Test("text about keys, and digests in a list, are no secrets")
  func innocent() {
    let texts = [
      "a \(String(repeating: "0f", count: 32))\n", "the secret begins with whsec_\n", "-----BEGIN CERTIFICATE-----\n",
      "",
    ]
    for text in texts { #expect(!Secret.all.contains { $0.isOne("docs/x.md", Array(text.utf8)) }) }
  }
}
