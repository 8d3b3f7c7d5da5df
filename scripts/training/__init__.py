"""Parts of scripts/train_model: data, network, export and evaluation of the correction model."""
