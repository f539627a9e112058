import type { ClientLanguage } from '../language.ts';
import { generatedLanguage } from './generated-language.ts';

/** The other generators of clients in openapi-generator 7.25, by its own names. */
export const otherGenerators: readonly string[] = (
  'ada android apex bash c clojure cpp-boost-beast-client cpp-oatpp-client cpp-qt-client cpp-restsdk cpp-tiny cpp-tizen cpp-ue4 ' +
  'crystal csharp dart dart-dio eiffel elixir elm erlang-client erlang-proper gdscript groovy haskell-http-client ' +
  'java-helidon-client java-micronaut-client javascript javascript-closure-angular javascript-flowtyped jaxrs-cxf-client ' +
  'jetbrains-http-client jmeter julia-client k6 kotlin lua n4js nim objc ocaml perl php php-dt php-nextgen powershell ' +
  'python-pydantic-v1 r ruby ruby-nextgen scala-akka scala-gatling scala-http4s scala-pekko scala-sttp scala-sttp4 ' +
  'scala-sttp4-jsoniter scalaz swift-combine swift6 terraform-provider typescript-angular typescript-aurelia typescript-axios ' +
  'typescript-fetch typescript-inversify typescript-jquery typescript-nestjs typescript-node typescript-redux-query ' +
  'typescript-rxjs xojo-client zapier'
).split(' ');

/** Settings of services that the generator advertises, and what it uses itself. */
const unwanted =
  /^(?:\.openapi-generator|\.travis\.yml|\.gitlab-ci\.yml|appveyor\.yml|git_push\.(?:sh|ps1)|\.github\/|gradle\/wrapper\/)/;

/** A client as the generator makes it, which nothing here tests. */
export function untestedLanguage(generator: string): ClientLanguage {
  return generatedLanguage({
    name: generator,
    generator,
    description: 'as openapi-generator makes it; untested',
    options: { hideGenerationTimestamp: 'true' },
    optionsFor: () => ({}),
    finish: ({ files }) => new Map([...files].filter(([path]) => !unwanted.test(path))),
    untested: true,
  });
}
