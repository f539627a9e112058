import { expect, test } from '@jest/globals';
import { recordTextsIn } from '../../../src/webhooks/http/record-texts.ts';

/** What a record may be, each as it has to arrive. */
const records = [
  '{}',
  '{ "Id": 9007199254740993 }',
  '{"Price":0.1000000000000000055511151231257827,"Big":1e400,"One":1.0,"Minus":-0}',
  '{"b":1,"1":2,"a":3}',
  '{"a":1,"a":2}',
  '{\n\t"Name" : "Caf\u00e9 \u{1f648} \\ud800 \\u00e9 \\/ \\\\",\r\n"x":"]}\\"{["}',
  '{"Events":[{"Record":{"no":1}}],"Record":{"Record":[1,{"Record":2}]}}',
  '{"a":[[],[{}],{"b":[1,2,{"c":"}"}]}],"n":null,"t":true}',
];

test.each(records)('a record keeps its text: %j', (record) => {
  const bodies = [
    `{"Events":[{"BusinessId":1,"Action":6,"Record":${record}}]}`,
    `{"Events":[{"Record":${record},"Action":6,"BusinessId":1}]}`,
    ` {\n "Events" : [ { "Record" : ${record} , "BusinessId" : 1 } ] } `,
    `{"Events":[],"Events":[{"Record":{},"Rec\\u006frd":${record}}]}`,
    `\ufeff{"Events":[{"Record":${record}}]}`,
  ];
  for (const body of bodies) expect(recordTextsIn(Buffer.from(body))).toEqual([record]);
});

test('many records, in their order', () => {
  const body = `{"Events":[${records.map((record) => `{"Record":${record}}`).join(' ,\n')}]}`;
  expect(recordTextsIn(Buffer.from(body))).toEqual(records);
});

test('JSON.parse finds the same values', () => {
  const body = `{"Events":[${records.map((record) => `{"Record":${record}}`).join()}]}`;
  const parsed = (JSON.parse(body) as { Events: { Record: unknown }[] }).Events.map(({ Record }) => Record);
  expect(recordTextsIn(Buffer.from(body)).map((text) => JSON.parse(text))).toEqual(parsed);
});
