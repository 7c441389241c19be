import Kernel

/// A definition as a file: what `mainstay apply` reads.
public struct DefinitionFile: Hashable, Sendable {
  public var kind: DefinitionKind
  /// What the desk knows it by.
  public var key: String
  /// The version that it was written from; nil of words, which have none as a list.
  public var version: Int?
  /// Below the export's folder: `agreements/gold.yaml`.
  public var path: String
  /// YAML in canonical form: the same for the same definition.
  public var text: String
  /// SHA-256 of the text's bytes in UTF-8, in hexadecimal.
  public var hash: String
  /// Its stream in the journal, the last entry of it, and that entry's hash; nil where nothing was recorded yet.
  public var position: Position?

  public struct Position: Hashable, Sendable {
    public var stream: String
    public var sequence: Int64
    /// In hexadecimal.
    public var hash: String
    public init(stream: String, sequence: Int64, hash: String) {
      (self.stream, self.sequence, self.hash) = (stream, sequence, hash)
    }
  }

  public init(
    kind: DefinitionKind, key: String, version: Int?, path: String, text: String, hash: String, position: Position?
  ) {
    (self.kind, self.key, self.version, self.path) = (kind, key, version, path)
    (self.text, self.hash, self.position) = (text, hash, position)
  }

  /// A row of the manifest.
  public var manifestRow: JSON {
    .members([
      "kind": .string(kind.rawValue), "key": .string(key), "version": version.map { .integer(Int64($0)) } ?? .null,
      "file": .string(path), "sha256": .string(hash),
      "journal": position.map {
        ["stream": .string($0.stream), "sequence": .integer($0.sequence), "hash": .string($0.hash)]
      } ?? .null,
    ])
  }
}

/// Every definition of a desk as files, and where in the journal they were read.
public struct DefinitionExport: Hashable, Sendable {
  /// By kind and key.
  public var files: [DefinitionFile]
  /// The newest checkpoint that seals the journal; nil where none does yet.
  public var checkpoint: Int64?
  /// Kinds that the reader may not see, which are not here: a sentence each.
  public var leftOut: [String]
  /// What belongs here and cannot be read, a line each.
  public var unreadable: [String]

  public init(
    files: [DefinitionFile] = [], checkpoint: Int64? = nil, leftOut: [String] = [], unreadable: [String] = []
  ) {
    (self.files, self.checkpoint) = (files, checkpoint)
    (self.leftOut, self.unreadable) = (leftOut, unreadable)
  }

  /// What the file is called that lists the others.
  public static let manifestName = "manifest.json"

  /// The text of the manifest: JSON with a line for each definition, in their order.
  public var manifest: String {
    func list(_ rows: [JSON]) -> String {
      rows.isEmpty ? "[]" : "[\n" + rows.map { "  " + $0.canonical }.joined(separator: ",\n") + "\n]"
    }
    return """
      {
      "form": 1,
      "checkpoint": \(checkpoint.map(String.init) ?? "null"),
      "definitions": \(list(files.map(\.manifestRow))),
      "leftOut": \(list(leftOut.map(JSON.string))),
      "unreadable": \(list(unreadable.map(JSON.string)))
      }

      """
  }

  /// All of it in one value, texts and all: what programs get, and `mainstay apply` takes.
  public var json: JSON {
    [
      "form": 1, "checkpoint": checkpoint.map { .integer($0) } ?? .null,
      "files": .array(
        files.map { file in
          .object((file.manifestRow.objectValue ?? [:]).merging(["text": .string(file.text)]) { $1 })
        }),
      "leftOut": .array(leftOut.map(JSON.string)), "unreadable": .array(unreadable.map(JSON.string)),
    ]
  }
}
