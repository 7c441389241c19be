import AgreementsUseCases
import Core
import Definitions
import DefinitionsUseCases
import HTTPSupport
import HTTPTypes
import Kernel

/// Every definition of the desk as files.
struct DefinitionEndpoints {
  let app: App

  var all: [Endpoint] { [export, openSLO] }

  private static let file = JSONSchema.named(
    "DefinitionFile",
    .object([
      .init("kind", .oneOf(DefinitionKind.self)), .init("key", .string),
      .init("version", JSONSchema.count.orNull.says("Null of lists of words.")),
      .init("file", JSONSchema.string.says("Where it stands in an export.", example: "agreements/gold.yaml")),
      .init("sha256", JSONSchema.string.says("Of the text's bytes in UTF-8, in hexadecimal.")),
      .init(
        "journal",
        JSONSchema.object([
          .init("stream", .string), .init("sequence", .count),
          .init("hash", JSONSchema.string.says("Of that entry, in hexadecimal.")),
        ]).orNull.says("The last entry of its stream in the journal.")),
      .init("text", JSONSchema.string.says("YAML in canonical form, as `mainstay apply` takes it.")),
    ]))

  private var openSLO: Endpoint {
    Endpoint(
      .get, "/export/openslo", feature: "Definitions", id: "exportOpenSLO",
      "Says what services are promised in the vocabulary of OpenSLO v1",
      description:
        "A stream of YAML documents. What OpenSLO has no words for stands in annotations `mainstay.dev/...`, and "
        + "is said. `mainstay import openslo` reads it back.",
      access: .permission(.exportDefinitions),
      responses: [
        .init(
          .ok, "The documents",
          .named(
            "OpenSLOExport",
            .object([
              .init("text", JSONSchema.string.says("YAML documents, parted by lines of three dashes.")),
              .init("said", JSONSchema.list(.string).says("What stands in annotations alone, a sentence each.")),
            ])))
      ],
      handler: { call in
        let found = try await app.ask(ExportOpenSLO(), as: call.principal)
        return .json(["text": .string(found.text), "said": .array(found.said.map(JSON.string))])
      })
  }

  private var export: Endpoint {
    Endpoint(
      .get, "/export", feature: "Definitions", id: "exportDefinitions",
      "Takes every definition of the desk away as files",
      description: """
        Words, calendars, agreements, what services are promised, and ladders, each by its newest version, as far as you \
        may see them. Kept as one file it is what `mainstay apply` takes; `mainstay export` writes the same into a folder.
        """,
      access: .permission(.exportDefinitions),
      responses: [
        .init(
          .ok, "The files",
          .named(
            "DefinitionExport",
            .object([
              .init("form", JSONSchema.count.says("1: the form of this listing.")),
              .init("checkpoint", JSONSchema.count.orNull.says("The newest checkpoint that seals the journal.")),
              .init("files", .list(DefinitionEndpoints.file)),
              .init("leftOut", JSONSchema.list(.string).says("What you may not see, a sentence for each kind.")),
              .init("unreadable", JSONSchema.list(.string).says("What belongs here and cannot be read, a line each.")),
            ])))
      ],
      handler: { call in .json(try await app.ask(ExportDefinitions(), as: call.principal).json) })
  }
}
