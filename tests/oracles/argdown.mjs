// Reads a list of Argdown texts as JSON, and writes what @argdown/core makes of each: its errors, statements, arguments and relations.
import { readFileSync } from "node:fs";
import { argdown } from "@argdown/core";

function describe(input) {
  try {
    const process = ["parse-input", "build-model"];
    const response = argdown.run({ input, process, throwExceptions: true, logLevel: "silent" });
    return {
      errors: [...(response.parserErrors ?? []), ...(response.exceptions ?? [])].map((error) => String(error.message)),
      statements: Object.values(response.statements ?? {}).map((statement) => ({
        title: statement.title,
        text: statement.members.find((member) => member.text)?.text ?? "",
        tags: statement.tags ?? [],
        section: statement.section?.title ?? "",
        data: statement.data ?? {},
      })),
      arguments: Object.values(response.arguments ?? {}).map((argument) => ({
        title: argument.title,
        steps: argument.pcs.filter((line) => line.inference).length,
      })),
      relations: (response.relations ?? []).map((relation) => relation.relationType),
    };
  } catch (error) {
    return { errors: [String(error.message ?? error)], statements: [], arguments: [], relations: [] };
  }
}

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(describe)));
