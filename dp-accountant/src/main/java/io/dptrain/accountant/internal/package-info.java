/**
 * Argument checks, log-space arithmetic and the JSON of saved state, shared by the packages of this
 * module.
 *
 * <p>Not part of the API: public only because Java has no narrower word for "this module". Nothing
 * outside {@code io.dptrain.accountant} may use it.
 */
package io.dptrain.accountant.internal;
