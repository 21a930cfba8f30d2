import { logSuite } from './log.suite.ts';
import { outboxSuite } from './outbox.suite.ts';
import { queriesSuite } from './queries.suite.ts';
import { sqliteKind } from './store-kind.ts';

logSuite(sqliteKind());
queriesSuite(sqliteKind());
outboxSuite(sqliteKind());
