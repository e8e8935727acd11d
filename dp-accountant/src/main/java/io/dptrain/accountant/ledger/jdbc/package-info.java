/**
 * Ledgers in a database, for teams whose programs run on several machines.
 *
 * <p>Read {@link io.dptrain.accountant.ledger.jdbc.JdbcStore}. It needs no driver to compile; the
 * application brings its own.
 *
 * <p>Guarantees: those of a {@link io.dptrain.accountant.ledger.store.RecordStore}, by transactions
 * that lock the ledger's row. Tested against PostgreSQL.
 *
 * <p>Not guaranteed: databases that acknowledge what they can still lose. PostgreSQL is asked, and
 * refused if it is set up so.
 */
package io.dptrain.accountant.ledger.jdbc;
