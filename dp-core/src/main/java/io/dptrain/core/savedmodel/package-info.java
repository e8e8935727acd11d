/**
 * Models made elsewhere, brought into a graph of plain operations and variables, and models of a
 * graph, written for serving.
 *
 * <p><b>Read first.</b> {@link io.dptrain.core.savedmodel.ImportedModel}: a Keras SavedModel or a
 * frozen GraphDef as operations of the caller's graph. {@link
 * io.dptrain.core.savedmodel.ModelExport}: a SavedModel of what serves alone.
 *
 * <p><b>Guarantees.</b> What is imported gives the outputs of the original on random rows to 1e-5
 * before anything is added to the caller's graph; what cannot be imported is refused by name. A
 * variable that something writes from data, neither clipped nor noised, is not exported unless that
 * is said.
 *
 * <p><b>What it does not guarantee.</b> That an imported model holds nothing private: its values
 * are taken as public, whoever trained it. It knows no optimizer, and no optimizer knows it.
 */
package io.dptrain.core.savedmodel;
