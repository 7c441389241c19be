import Components
import Definitions
import DefinitionsPages
import Kernel
import ProposalsPages

extension Sample {
  static let export = ExportPage(
    DefinitionExport(
      files: [
        DefinitionFile(
          kind: .words, key: "priority", version: nil, path: "words/priority.yaml", text: "list: priority\n",
          hash: hash,
          position: nil),
        DefinitionFile(
          kind: .agreement, key: "gold <1>", version: 3, path: "agreements/gold%20%3C1%3E.yaml", text: "x", hash: hash,
          position: .init(stream: "agreement/gold <1>", sequence: 3, hash: hash)),
      ], checkpoint: 12, leftOut: ["Ladders of escalation are for those who may see them."],
      unreadable: ["calendar_version <odd>, version 1, body: it is no JSON"]))
}

extension Gallery {
  static let definitions: [(name: String, page: any Page, role: Role)] = [
    ("export", Sample.export, .manager), ("export-empty", ExportPage(DefinitionExport()), .admin),
    ("agreement-to-end", Sample.agreementToEnd, .manager),
    ("agreements-none-there", Sample.noAgreementsThere, .manager), ("agreement-end", Sample.ending, .lead),
    (
      "agreement-end-proposed", EndingPage(key: "gold", name: "Gold", version: 1, needsApproval: true), .lead
    ),
  ]
}
