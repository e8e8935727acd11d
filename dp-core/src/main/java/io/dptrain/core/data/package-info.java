/**
 * Records larger than memory, and how they reach a private step.
 *
 * <p><b>Read first.</b> {@link io.dptrain.core.data.RecordSource}, records by number, of which
 * {@link io.dptrain.core.data.ArrayRecords}, {@link io.dptrain.core.data.NpyRecords} and {@link
 * io.dptrain.core.data.CsvRecords} are three, and {@link io.dptrain.core.data.EpochRecords} one
 * that goes through another in its order; {@link io.dptrain.core.data.Field}, what each record must
 * hold; {@link io.dptrain.core.data.RecordFeeder}, which feeds them to a model. {@link
 * io.dptrain.core.data.DataCheck} looks at all records before training, on request.
 *
 * <p><b>Guarantees.</b> A record that cannot be read, or breaks a rule of its fields, contributes
 * zero, and nothing that can be seen depends on it. Each record of a file is read from its own
 * bytes. The number of records does not depend on what they hold.
 *
 * <p><b>What it does not guarantee.</b> That one person has one record; see {@code rowsPerUnit}.
 * That a source of the application keeps to what {@link io.dptrain.core.data.RecordSource} asks
 * for. That the clock does not tell which pages were in memory.
 */
package io.dptrain.core.data;
