import HTTPSupport
import ImportUseCases

extension ImportEndpoints {
  /// One of the first tickets that a dry run read.
  static let sample = JSONSchema.named(
    "ImportSample",
    .object([
      .init("number", .string), .init("title", .string), .init("openedAt", .instant),
      .init("opening", JSONSchema.string.says("What it is born with, in words.")),
      .init(
        "events",
        .list(.object([.init("at", .instant), .init("words", JSONSchema.string.says("What happened: resolved."))]))),
      .init(
        "clocks",
        JSONSchema.list(
          .object([
            .init("name", .string), .init("due", JSONSchema.instant.orNull),
            .init("standing", JSONSchema.string.says("met, missed, or how the clock stands.")),
          ])
        ).says("Its clocks as they would be; none where no agreement covers it.")),
    ]))
}
