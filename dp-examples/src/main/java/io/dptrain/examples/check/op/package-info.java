/**
 * The operations that are tried, with attributes and shapes, and what they should compute in plain
 * loops. Start with {@link io.dptrain.examples.check.op.AllCases}.
 */
package io.dptrain.examples.check.op;
