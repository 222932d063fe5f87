"""What a root is: a folder on local disk, or a bucket."""

from __future__ import annotations

from tearsheet.store.objects import LocalObjects, Objects


def open_objects(root: str) -> Objects:
    """The objects under this folder or bucket URL; nothing is created before the first put."""
    if "://" in root and not root.startswith("file://"):
        from tearsheet.store.bucket import BucketObjects  # obstore is loaded for buckets only

        return BucketObjects(root)
    return LocalObjects(root)
