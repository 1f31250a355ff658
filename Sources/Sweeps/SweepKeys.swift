import CodeExecution
import ModelAPI
import RecordReplay
import Tasks

/// The keys of a sweep's file, in the order in which they are explained.
package enum SweepKeys {
  /// The keys of the file.
  package static let root = [
    FileKey(
      "version", .whole(1...Sweep.formatVersion), isRequired: true,
      "By which rules questions are chosen and asked. New sweeps: \(Sweep.formatVersion)."),
    FileKey("name", .text, "The name in sheets and tables. Default: the folder's."),
    FileKey(
      "models",
      .either([.list(of: .text), .names(.either([.nothing, .mapping(ModelKeys.entry)]))]),
      isRequired: true,
      "Ready models by their names, or names of one's own, each with what describes the model."),
    FileKey(
      "methods",
      .either([
        .word(["all"]), .list(of: .either([.text, .reference(MethodKeys.reference)])),
      ]),
      "Shipped methods such as all-code or all-code@4, files such as methods/mine.yaml, or keys of a method. "
        + "Default: all."),
    FileKey(
      "tasks", .either([.word(["all"]), .list(of: .text)]),
      "Shipped tasks, and folders of your own by their paths, such as ../../Tasks/tank. Default: all."
    ),
    FileKey("questions", .mapping(questions), "Which questions of each task. Default: all."),
    FileKey("samples", .whole(1...10_000), "How often each question is asked. Default: 1."),
    FileKey(
      "prompts", .either([.text, .names(.text)]),
      "The folder of the prompts, or several: base, and variants by their names. "
        + "Default: \(PromptVariant.usualFolder)."),
    FileKey(
      "task-folder", .text, "The folder of the shipped tasks' questions. Default: ../../Tasks."),
    FileKey(
      "tool-rounds", .whole(1...32),
      "How often a model with a code interpreter may call it. Default: 4."),
    FileKey("execution", .mapping(execution), "How model-written code is run."),
    FileKey(
      "grading", .word(GradingPolicy.allCases.map(\.rawValue)),
      "By whose rules answers are graded. Default: strict."),
    FileKey(
      "extraction", .either([.word(extractors), .mapping(extraction)]),
      "How the answer is found in a reply. Default: rules."),
    FileKey("presets", .text, "The file of ready models. Default: \(ModelPresets.usualPath)."),
    FileKey(
      "timing", .word(RecordedTiming.allCases.map(\.rawValue)),
      "Whether times were measured alone or beside other work (shared: they are unknown). Default: alone."
    ),
    FileKey(
      "judges", .names(.mapping(judge)),
      "Who judges answers of tasks of the kind judge, by the names that tasks use."),
  ]

  /// The keys of a judge.
  static let judge = [
    FileKey(
      "model", .either([.text, .reference(ModelKeys.reference)]), isRequired: true,
      "The model that judges: one of the sweep's, a ready one, or written out."),
    FileKey(
      "prompt", .text,
      "The file of its prompt, from the sweep's folder. Default: what the task says."),
    FileKey(
      "verdicts", .names(.number),
      "What it may say, each with its score from 0 to 1. Default: what the task says."),
  ]

  /// The keys of `questions` that every version knows.
  static let questionsOfOld = [
    FileKey("per-task", .whole(1...1_000_000), "How many of each task, evenly over the rungs."),
    FileKey("rungs", .list(of: .whole(1...100)), "The rungs that they are of, 1 the easiest."),
  ]

  /// Those that came with version 2.
  static let questionsOfNew = [
    FileKey("seed", .whole(0...1_000_000_000), "Chooses others of the same rungs. Default: 0."),
    FileKey("ids", .list(of: .text), "The questions by their ids."),
    FileKey(
      "where",
      .names(.either([.text, .list(of: .text)])),
      "Parameters with a number or a list of numbers, tags of own tasks with words."),
  ]

  /// The keys of `questions`.
  static let questions = questionsOfOld + questionsOfNew

  /// The key for both outputs of a run.
  static let bothOutputs = "output-bytes"

  /// The keys of `execution`.
  static let execution =
    [
      FileKey(
        "interpreter", .text,
        "The label of the Python, such as python3.11, held against the real one. Default: any Python 3."
      ),
      FileKey(
        bothOutputs, .whole(1...8_388_608),
        "The most bytes of either output; in place of both below."
      ),
      FileKey(
        "retry-results", .flag,
        "Whether code that ran well and printed nothing is run again with a print of its results."),
    ]
    + ExecutionLimits.entries.map { entry in
      FileKey(
        entry.name, .whole(entry.range),
        "A limit of a run. Default: \(ExecutionLimits.standard[keyPath: entry.path]).")
    }

  /// The words for who extracts.
  static let extractors = ["rules", "model"]

  /// The keys of `extraction`.
  static let extraction = [
    FileKey("by", .word(extractors), isRequired: true, "Rules of the task, or a model as well."),
    FileKey(
      "model", .either([.text, .reference(ModelKeys.reference)]),
      "The model that extracts: one of the sweep's, or written out. Default: the one that answered."
    ),
    FileKey(
      "when", .word(ModelExtraction.Occasion.allCases.map(\.rawValue)),
      "When it is asked. Default: \(ModelExtraction.Occasion.unread.rawValue)."),
  ]
}

/// The keys of a model, in a sweep or among the ready ones.
package enum ModelKeys {
  /// The name by which other tables speak of the keys of a model.
  static let reference = "model"

  /// What a ready model may say.
  static let preset = [
    FileKey(
      "family", .word(WireFamily.all.map(\.name)),
      "The form of the provider's requests. Default: \(WireFamily.openAIChat.name)."),
    FileKey("path", .text, "The path behind the base URL. Default: the family's."),
    FileKey("model", .text, "The name that the provider knows. Default: the entry's own."),
    FileKey(
      "parameters", .names(.anything),
      "What is sent with every request, such as {temperature: 0, max_tokens: 500}."),
    FileKey("capabilities", .mapping(capabilities), "What the model can be asked with."),
    FileKey("access", .mapping(access), "Where it is reached; no part of any recording's key."),
    FileKey("stream", .flag, "Whether replies are asked for as streams. Default: false."),
    FileKey("headers", .names(.text), "Headers beside the family's own; never a key."),
    FileKey("hosted-tool", .names(.anything), "The provider's own code tool, as it is sent."),
    FileKey(
      "label", .text,
      "Tells it from another that would be sent the very same bytes on another server; never sent."),
    FileKey(
      "thoughts", .either([.word(["strip", "keep"]), .list(of: .text)]),
      "What of replies is thought: tags such as [think], or none (keep). Default: the usual tags."),
    FileKey("query", .names(.text), "What stands behind the path, such as {api-version: \"…\"}."),
  ]

  /// The keys of a model in a sweep.
  static let entry =
    preset + [
      FileKey("preset", .text, "The ready model that it starts from; what is written goes first.")
    ]

  /// The keys of `capabilities`.
  static let capabilities = [
    FileKey(
      "tools", .either([.flag, .word(["hosted", "prompted"])]),
      "Whether it calls tools, its provider runs code (hosted), or it is told of tools in words (prompted). "
        + "Default: true."),
    FileKey("system-messages", .flag, "Whether it takes a system message. Default: true."),
    FileKey("images", .flag, "Whether it takes images in questions. Default: false."),
  ]

  /// The keys of `access`.
  static let access = [
    FileKey(
      "base-url", .text, isRequired: true,
      "Such as https://api.openai.com/v1; ${VARIABLE} is taken from the environment."),
    FileKey(
      "base-url-variable", .text, "A variable of the environment that names another base URL."),
    FileKey("key", .text, "The variable of the environment that holds the key; never the key."),
    FileKey("key-header", .text, "The header that carries the key, such as api-key."),
    FileKey(
      "check-model", .flag,
      "Whether the served model is held against the one that was asked. Default: true."
    ),
    FileKey("timeout-s", .whole(1...86_400), "The seconds after which a call is given up."),
    FileKey(
      "concurrency", .whole(1...10_000), "The most calls in flight while recording. Default: 4."),
    FileKey("limits", .mapping(limits), "What the provider is known to allow in a minute."),
  ]

  /// The keys of `limits`.
  static let limits = [
    FileKey("requests-per-minute", .whole(1...10_000_000), "Requests."),
    FileKey("tokens-per-minute", .whole(1...1_000_000_000_000), "Tokens."),
  ]

  /// The keys of the file of ready models.
  package static let root = [
    FileKey(
      "version", .whole(1...ModelPresets.formatVersion), isRequired: true,
      "The version of the file: \(ModelPresets.formatVersion)."),
    FileKey(
      "models", .names(.mapping(preset)), isRequired: true,
      "The models by the names that sweeps use."),
  ]
}

/// The keys of a table of prices.
package enum PriceKeys {
  /// The keys of the file.
  package static let root = [
    FileKey(
      "version", .whole(1...PriceTableReader.formatVersion), isRequired: true,
      "The version of the file: \(PriceTableReader.formatVersion)."),
    FileKey("prices", .list(of: .mapping(row)), isRequired: true, "A row a price and day."),
  ]

  /// The keys of a row.
  static let row = [
    FileKey("models", .list(of: .text), isRequired: true, "The names that the provider knows."),
    FileKey("from", .text, isRequired: true, "The day from which it holds, such as 2024-10-02."),
    FileKey("input", .number, isRequired: true, "US dollars for a million tokens of prompts."),
    FileKey("cache-read", .number, "Of prompts that the provider had in its cache."),
    FileKey("cache-write", .number, "Of prompts that it put there."),
    FileKey("output", .number, isRequired: true, "Of replies."),
    FileKey("source", .text, isRequired: true, "Where the price was read."),
  ]
}
